//! The entry by which a Linux desktop opens `missedhook://` links with this program. Written when the desktop app
//! starts. An entry of another data directory that still exists, or one without an owner, is left alone.
//!
//! Desktop Entry Specification 1.5; Association between MIME types and applications 1.0.1, «x-scheme-handler».

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use etcetera::BaseStrategy as _;

use super::{
    data_dir::{DataDir, replace_private_file},
    desktop_entry::{Entry, OWNER, command, escaped},
    programs,
};

const FILE: &str = "missedhook-links.desktop";
const MIME_TYPE: &str = "x-scheme-handler/missedhook";

/// How long the desktop's own program may take to register the handler.
const PATIENCE: Duration = Duration::from_secs(10);

/// Makes this program the handler of these links, unless another one is.
///
/// # Errors
/// Why it failed.
pub fn register(dir: &DataDir) -> io::Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let base = etcetera::choose_base_strategy().map_err(io::Error::other)?;
    let folder = base.data_dir().join("applications");
    let program = programs::command_line()?;
    let default = DataDir::default_path().ok();
    if write(&folder, &program, dir.path(), default.as_deref())? {
        make_default()?;
    }
    Ok(())
}

/// Writes the entry if it is missing or different. Returns whether it did.
fn write(
    folder: &Path,
    program: &Path,
    data_dir: &Path,
    default: Option<&Path>,
) -> io::Result<bool> {
    let Some((owner, exec)) = command(program, "%u", data_dir, default) else {
        return Err(io::Error::other("a path is not UTF-8"));
    };
    let file: PathBuf = folder.join(FILE);
    match fs::read_to_string(&file) {
        Ok(text) => {
            let entry = Entry::read(&text);
            let is_ours = match &entry.owner {
                Some(of) => *of == owner || !Path::new(of).exists(),
                None => false,
            };
            if !is_ours || entry.exec == exec {
                return Ok(false);
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    fs::create_dir_all(folder)?;
    let text = format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Name=Missedhook\n\
         Comment=Opens links to incidents\n\
         Exec={exec}\n\
         Terminal=false\n\
         NoDisplay=true\n\
         MimeType={MIME_TYPE};\n\
         {OWNER}={}\n",
        escaped(&owner)
    );
    replace_private_file(&file, text.as_bytes())?;
    Ok(true)
}

/// xdg-mime knows where each desktop keeps its handlers.
fn make_default() -> io::Result<()> {
    let mut child = Command::new("xdg-mime")
        .args(["default", FILE, MIME_TYPE])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(50));
    }
    child.kill()?;
    child.wait()?;
    Err(io::Error::other("xdg-mime does not end"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_is_ours_or_it_is_left_alone() {
        let temp = tempfile::tempdir().unwrap();
        let (folder, data) = (temp.path().join("applications"), temp.path().join("data"));
        fs::create_dir(&data).unwrap();
        let file = folder.join(FILE);
        let set = |program: &str, data: &Path| write(&folder, Path::new(program), data, None);
        assert!(set("/m", &data).unwrap());
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("Exec=\"/m\" %u --data-dir \""), "{text}");
        assert!(text.contains("MimeType=x-scheme-handler/missedhook;\n"));
        assert!(!set("/m", &data).unwrap(), "as it has to be");
        assert!(set("/n", &data).unwrap(), "the program was moved");

        let other = temp.path().join("other");
        assert!(!set("/m", &other).unwrap(), "the first is still there");
        fs::remove_dir(&data).unwrap();
        assert!(set("/m", &other).unwrap(), "and now it is gone");

        fs::write(&file, "[Desktop Entry]\nExec=/their/own %u\n").unwrap();
        assert!(!set("/m", &data).unwrap(), "a person's own");
    }
}
