//! Starts the app at login, through the entry in the user's autostart folder by which a Linux desktop starts it in the
//! tray. The entry is written only if the user asked for it. Only an entry that this file wrote, for the same data
//! directory, is ever changed or removed.
//!
//! Desktop Application Autostart Specification. Linux only for now: auto-launch, the crate that also covers macOS and
//! Windows, ignores `XDG_CONFIG_HOME` and removes entries that it did not write.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy as _;

use crate::{
    model::{message::Message, problem::Problem},
    platform::{
        data_dir::{DataDir, replace_private_file},
        desktop_entry::{Entry, OWNER, command, escaped, program_of},
        programs,
    },
};

/// The entry of one data directory's app.
#[derive(Debug)]
pub struct Autostart {
    file: PathBuf,
    owner: String,
    exec: String,
}

impl Autostart {
    /// The entry for this program on that data directory.
    ///
    /// # Errors
    /// This system or this program can't be started at login.
    pub fn of(dir: &DataDir) -> Result<Self, Problem> {
        if !cfg!(target_os = "linux") {
            return Err(cannot(
                "Missedhook can't be started at login on this system yet.",
                "Add `missedhook --hidden` to the system's own login items.",
            ));
        }
        let config = etcetera::choose_base_strategy().map_err(|_| {
            cannot(
                "No home directory is known, so there is no autostart folder.",
                "Set HOME or XDG_CONFIG_HOME.",
            )
        })?;
        let folder = config.config_dir().join("autostart");
        let program = programs::command_line().map_err(|error| {
            let what = format!("The system can't say where this program is: {error}.");
            cannot(what, "Restart Missedhook.")
        })?;
        let default = DataDir::default_path().ok();
        Self::new(&folder, &program, dir.path(), default.as_deref())
    }

    fn new(
        folder: &Path,
        program: &Path,
        data_dir: &Path,
        default: Option<&Path>,
    ) -> Result<Self, Problem> {
        let Some((owner, exec)) = command(program, "--hidden", data_dir, default) else {
            return Err(cannot(
                "The path of this program or of the data directory is not UTF-8, as an autostart entry has to be.",
                "Move it to a place whose name is.",
            ));
        };
        Ok(Self {
            file: folder.join("missedhook.desktop"),
            owner,
            exec,
        })
    }

    /// Creates or removes the entry. One of ours that starts the right program stays as it is: the desktop may have
    /// added something to it.
    ///
    /// # Errors
    /// Why it failed; the entry is unchanged.
    pub fn set(&self, wanted: bool) -> Result<(), Problem> {
        let before = self.read()?;
        let ours = before
            .as_ref()
            .is_some_and(|entry| entry.owner.as_ref() == Some(&self.owner));
        match (wanted, before) {
            (true, Some(entry)) if !ours => {
                let who = entry.owner.map_or_else(
                    || "is not Missedhook's own".to_owned(),
                    |owner| format!("is that of the Missedhook on {owner}"),
                );
                Err(cannot(
                    format!("{} {who}.", self.file.display()),
                    "Delete it, and switch this on again.",
                ))
            }
            (true, Some(entry)) if entry.exec == self.exec => Ok(()),
            (true, _) => self.write().map_err(|error| self.unusable(&error)),
            (false, Some(_)) if ours => {
                fs::remove_file(&self.file).map_err(|error| self.unusable(&error))
            }
            (false, _) => Ok(()),
        }
    }

    /// The state of the entry.
    ///
    /// # Errors
    /// What keeps the app from being started at login although it is wanted, or is left over.
    pub fn check(&self, wanted: bool) -> Result<Message, Problem> {
        let file = self.file.display();
        let not_started = "Missedhook does not start when you log in.";
        let Some(entry) = self.read()? else {
            return if wanted {
                Err(Problem::new(
                    format!("Starting at login is switched on, and {file} is not there."),
                    not_started,
                    "Start Missedhook: it writes the file.",
                ))
            } else {
                Ok(Message::new("doctor-login-no"))
            };
        };
        let program = program_of(&entry.exec);
        if !Path::new(&program).exists() {
            return Err(Problem::new(
                format!("{file} starts {program}, which is gone."),
                not_started,
                if wanted {
                    "Start Missedhook from where it is now: it mends the file."
                } else {
                    "Delete that file."
                },
            ));
        }
        if entry.off {
            return Ok(Message::new("doctor-login-switched-off").code("path", file.to_string()));
        }
        let starts = |id| Message::new(id).code("program", program);
        match entry.owner {
            Some(owner) if owner != self.owner && wanted => Err(Problem::new(
                format!("It is the Missedhook on {owner} that starts at login."),
                "This one does not.",
                "Switch that one off in its settings, then this one off and on.",
            )),
            Some(owner) if owner != self.owner => {
                Ok(Message::new("doctor-login-other").code("path", owner))
            }
            Some(_) if !wanted => Ok(starts("doctor-login-for-now")),
            Some(_) => Ok(starts("doctor-login-yes")),
            None => Ok(starts("doctor-login-own-entry")),
        }
    }

    fn read(&self) -> Result<Option<Entry>, Problem> {
        match fs::read_to_string(&self.file) {
            Ok(text) => Ok(Some(Entry::read(&text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unusable(&error)),
        }
    }

    fn write(&self) -> io::Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        let text = format!(
            "[Desktop Entry]\n\
             Type=Application\n\
             Name=Missedhook\n\
             Comment=A missed call, for webhooks\n\
             Exec={}\n\
             Terminal=false\n\
             {OWNER}={}\n",
            self.exec,
            escaped(&self.owner)
        );
        replace_private_file(&self.file, text.as_bytes())
    }

    fn unusable(&self, error: &io::Error) -> Problem {
        cannot(
            format!(
                "The autostart entry {} can't be used: {error}.",
                self.file.display()
            ),
            "Make it and its folder readable and writable for you.",
        )
    }
}

fn cannot(what: impl Into<String>, remedy: impl Into<String>) -> Problem {
    Problem::new(what, "Missedhook does not start when you log in.", remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    const DATA: &str = "/home/amal/.local/share/missedhook";

    fn entry(dir: &Path, program: &str, data_dir: &str) -> Autostart {
        Autostart::new(
            dir,
            Path::new(program),
            Path::new(data_dir),
            Some(Path::new(DATA)),
        )
        .unwrap()
    }

    #[test]
    fn names_the_data_directory_where_it_is_not_the_usual_one() {
        let dir = tempfile::tempdir().unwrap();
        let usual = entry(dir.path(), "/m", DATA);
        assert_eq!(usual.exec, r#""/m" --hidden"#);
        let other = entry(dir.path(), "/m", "/srv/other one");
        assert_eq!(other.exec, r#""/m" --hidden --data-dir "/srv/other one""#);
    }

    #[test]
    fn is_there_while_it_is_wanted_and_only_ours_is_touched() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("autostart");
        let file = folder.join("missedhook.desktop");
        let program = dir.path().join("missedhook");
        fs::write(&program, "").unwrap();
        let ours = entry(&folder, program.to_str().unwrap(), DATA);
        let english = |found: Message| found.localized(Locale::default());
        let check = |entry: &Autostart, wanted| {
            let found = entry.check(wanted).map(english);
            found.map_err(|problem| problem.what)
        };
        let said = |wanted| check(&ours, wanted);

        assert!(said(false).unwrap().starts_with("no;"));
        ours.set(false).unwrap();
        assert!(said(true).unwrap_err().contains("is not there"));
        ours.set(true).unwrap();
        assert!(said(true).unwrap().starts_with("yes, "));
        assert!(
            said(false)
                .unwrap()
                .contains("until Missedhook is started again")
        );

        // What the desktop added stays; a new path of the program is written.
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{text}X-GNOME-Autostart-enabled=false\n")).unwrap();
        ours.set(true).unwrap();
        assert!(said(true).unwrap().contains("switched off"));
        let moved = entry(&folder, "/nowhere/missedhook", DATA);
        moved.set(true).unwrap();
        assert!(
            said(true)
                .unwrap_err()
                .contains("/nowhere/missedhook, which is gone")
        );
        ours.set(true).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), text);

        // Another data directory's.
        let other = entry(&folder, program.to_str().unwrap(), "/srv/other");
        assert!(other.set(true).unwrap_err().what.contains(DATA));
        other.set(false).unwrap();
        assert!(check(&other, false).unwrap().contains(DATA));
        assert!(other.check(true).is_err());
        assert!(said(true).is_ok());
        ours.set(false).unwrap();
        assert!(!file.exists());

        // A user's own entry.
        fs::write(
            &file,
            format!("[Desktop Entry]\nExec={}\n", program.display()),
        )
        .unwrap();
        assert!(ours.set(true).is_err());
        ours.set(false).unwrap();
        assert!(said(false).unwrap().contains("of your own"));
    }
}
