//! Finds tunnel programs on this machine and asks for their version or state. The directories to search are passed in,
//! so tests can bring their own. It installs nothing and runs only programs that the user installed.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{io::AsyncReadExt as _, process::Command, time::timeout};

/// The time limit of a short query.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The maximum size of an answer, in bytes.
const ANSWER_LIMIT: u64 = 256 * 1024;

/// The directories of `PATH`, then those that a desktop's `PATH` often lacks.
pub fn usual_directories() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = env::split_paths(&path)
        .filter(|place| place.is_absolute())
        .collect();
    if let Ok(home) = etcetera::home_dir() {
        places.extend(["bin", ".local/bin", ".cargo/bin", "go/bin"].map(|dir| home.join(dir)));
    }
    let usual: &[&str] = if cfg!(windows) {
        &[
            r"C:\Windows\System32\OpenSSH",
            r"C:\Program Files\Tailscale",
            r"C:\Program Files (x86)\cloudflared",
            r"C:\ProgramData\chocolatey\bin",
        ]
    } else if cfg!(target_os = "macos") {
        &[
            "/opt/homebrew/bin",
            "/usr/local/bin",
            "/usr/bin",
            "/Applications/Tailscale.app/Contents/MacOS",
        ]
    } else {
        &[
            "/usr/local/bin",
            "/usr/bin",
            "/bin",
            "/usr/sbin",
            "/snap/bin",
            "/home/linuxbrew/.linuxbrew/bin",
        ]
    };
    places.extend(usual.iter().map(PathBuf::from));
    let mut once = Vec::with_capacity(places.len());
    for place in places {
        if !once.contains(&place) {
            once.push(place);
        }
    }
    once
}

/// The first program of that name in these directories.
pub(super) fn find(name: &str, places: &[PathBuf]) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    places
        .iter()
        .map(|place| place.join(&file))
        .find(|path| can_run(path))
}

fn can_run(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            found.is_file() && found.permissions().mode() & 0o111 != 0
        }
        #[cfg(not(unix))]
        found.is_file()
    })
}

/// The output of a program, from either stream; `None` if it takes too long, fails to start, or prints nothing. Ignores
/// the exit code.
pub(super) async fn ask(program: &Path, args: &[&str]) -> Option<String> {
    let args: Vec<OsString> = args.iter().map(OsString::from).collect();
    let mut command = Command::new(program);
    command
        .args(&args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(windows)]
    command.creation_flags(0x0800_0000); // No console flashes up: see guard.rs.
    let mut child = command.spawn().ok()?;
    let mut out = child.stdout.take()?.take(ANSWER_LIMIT);
    let mut err = child.stderr.take()?.take(ANSWER_LIMIT);
    let (mut said, mut warned) = (Vec::new(), Vec::new());
    let reading = async { tokio::join!(out.read_to_end(&mut said), err.read_to_end(&mut warned)) };
    timeout(TIMEOUT, reading).await.ok()?.0.ok()?;
    // `ssh -V` answers on standard error.
    let answer = if said.is_empty() { warned } else { said };
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (!answer.trim().is_empty()).then_some(answer)
}

/// The first line of a program's version output, at most 80 characters.
pub(super) async fn version(program: &Path, flag: &str) -> Option<String> {
    let answer = ask(program, &[flag]).await?;
    let line = super::log::plain(answer.lines().next()?, None);
    let line: String = line.chars().take(80).collect();
    (!line.is_empty()).then_some(line)
}

#[cfg(all(test, unix))]
pub(super) mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A shell script that can be run as a program of that name.
    pub(in crate::ingress::tunnel) fn stub_program(
        dir: &Path,
        name: &str,
        script: &str,
    ) -> PathBuf {
        let path = dir.join(name);
        // Written to a draft and renamed, because a file that is open for writing can't be run.
        let draft = dir.join(format!("{name}.draft"));
        fs::write(&draft, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&draft, fs::Permissions::from_mode(0o755)).unwrap();
        fs::rename(draft, &path).unwrap();
        path
    }

    #[test]
    fn finds_the_first_that_can_be_run() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let places = [
            PathBuf::from("/nowhere"),
            first.path().to_owned(),
            second.path().to_owned(),
        ];
        assert_eq!(find("ngrok", &places), None);
        fs::write(first.path().join("ngrok"), "not to be run").unwrap();
        fs::create_dir(first.path().join("bore")).unwrap();
        let ngrok = stub_program(second.path(), "ngrok", "");
        let bore = stub_program(second.path(), "bore", "");
        assert_eq!(find("ngrok", &places), Some(ngrok));
        assert_eq!(find("bore", &places), Some(bore));
    }

    #[test]
    fn the_usual_places_are_absolute_and_named_once() {
        let places = usual_directories();
        assert!(places.iter().all(|place| place.is_absolute()));
        let mut sorted = places.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), places.len());
    }

    #[tokio::test]
    async fn a_version_is_one_short_line_from_either_output() {
        let dir = tempfile::tempdir().unwrap();
        let script = r#"[ "$1" = --version ] && { echo "ngrok version 3.22.1"; echo more; }"#;
        let ngrok = stub_program(dir.path(), "ngrok", script);
        assert_eq!(
            version(&ngrok, "--version").await.as_deref(),
            Some("ngrok version 3.22.1")
        );
        assert_eq!(version(&ngrok, "--other").await, None);
        let ssh = stub_program(dir.path(), "ssh", "echo OpenSSH_9.2p1 >&2; exit 1");
        assert_eq!(version(&ssh, "-V").await.as_deref(), Some("OpenSSH_9.2p1"));
        assert_eq!(version(&dir.path().join("none"), "-V").await, None);
    }
}
