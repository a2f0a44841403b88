//! Where the two programs are: `missedhook`, with the command line and `serve`, and `missedhook-app`, with the tray and
//! the window, the only one that loads GTK and WebKit. They are in the same directory, or in `bin` and
//! `lib/missedhook` of the same prefix, as packages have them (Filesystem Hierarchy Standard 3.0, 4.7).

use std::{
    env::consts::EXE_SUFFIX,
    io,
    path::{Path, PathBuf},
};

const COMMAND_LINE: &str = "missedhook";
const APP: &str = "missedhook-app";

/// The program with the command line: what an entry or a unit starts.
///
/// # Errors
/// The system does not report where this program is, or this is the app and the other is missing.
pub fn command_line() -> io::Result<PathBuf> {
    command_line_of(&this_program()?)
}

/// Whether this is the program with the window.
pub fn is_this_app() -> bool {
    this_program().is_ok_and(|this| is_app(&this))
}

/// The program with the window. `None` if it is not installed.
pub fn app() -> Option<PathBuf> {
    app_of(&this_program().ok()?)
}

/// The path of this program.
pub(super) fn this_program() -> io::Result<PathBuf> {
    std::env::current_exe().map(current)
}

/// Linux appends ` (deleted)` to the path of a program whose file was replaced, for example by an update. The new file
/// is the one to start.
fn current(path: PathBuf) -> PathBuf {
    match path
        .to_str()
        .and_then(|path| path.strip_suffix(" (deleted)"))
    {
        Some(path) => path.into(),
        None => path,
    }
}

fn command_line_of(this: &Path) -> io::Result<PathBuf> {
    if !is_app(this) {
        return Ok(this.to_owned());
    }
    let folder = this.parent();
    let prefix = folder.and_then(Path::parent).and_then(Path::parent);
    let places = [folder.map(Path::to_owned), prefix.map(|of| of.join("bin"))];
    found(places, COMMAND_LINE).ok_or_else(|| {
        let why = format!("there is no {COMMAND_LINE} for {}", this.display());
        io::Error::new(io::ErrorKind::NotFound, why)
    })
}

fn app_of(this: &Path) -> Option<PathBuf> {
    if is_app(this) {
        return Some(this.to_owned());
    }
    let folder = this.parent();
    let prefix = folder.and_then(Path::parent);
    let places = [
        folder.map(Path::to_owned),
        prefix.map(|of| of.join("lib/missedhook")),
    ];
    found(places, APP)
}

fn is_app(program: &Path) -> bool {
    program.file_stem().is_some_and(|name| name == APP)
}

fn found(folders: [Option<PathBuf>; 2], name: &str) -> Option<PathBuf> {
    let paths = folders.into_iter().flatten();
    let mut paths = paths.map(|folder| folder.join(format!("{name}{EXE_SUFFIX}")));
    paths.find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Empty files in a temporary prefix.
    fn installed(files: [&str; 2]) -> (tempfile::TempDir, [PathBuf; 2]) {
        let prefix = tempfile::tempdir().unwrap();
        let paths = files.map(|file| prefix.path().join(format!("{file}{EXE_SUFFIX}")));
        for path in &paths {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        (prefix, paths)
    }

    #[test]
    fn each_finds_the_other_side_by_side_and_as_packaged() {
        for files in [
            ["debug/missedhook", "debug/missedhook-app"],
            ["bin/missedhook", "lib/missedhook/missedhook-app"],
        ] {
            let (_prefix, [command_line, app]) = installed(files);
            for this in [&command_line, &app] {
                assert_eq!(app_of(this).as_ref(), Some(&app));
                assert_eq!(command_line_of(this).unwrap(), command_line);
            }
        }
    }

    #[test]
    fn what_is_missing_is_not_invented() {
        let (_prefix, [command_line, app]) =
            installed(["bin/missedhook", "elsewhere/missedhook-app"]);
        assert_eq!(app_of(&command_line), None);
        let error = command_line_of(&app).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(error.to_string().contains("missedhook-app"), "{error}");
    }

    #[test]
    fn after_an_update_the_new_file_counts() {
        assert_eq!(current("/m (deleted)".into()), Path::new("/m"));
        assert_eq!(current("/m".into()), Path::new("/m"));
    }
}
