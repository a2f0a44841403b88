//! Manual pages and completions, generated from the command line definition. `make package` has the program that it
//! packs write them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, long_about};

/// Write the manual pages and the shells' completions; for packages
#[derive(Args)]
pub struct Manuals {
    /// Receives the folders `man` and `completions`
    folder: PathBuf,
}

impl Manuals {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        write(&self.folder)
            .with_context(|| format!("can't write manuals to {}", self.folder.display()))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes a page for the program and each visible subcommand, and the completions for three shells.
fn write(folder: &Path) -> std::io::Result<()> {
    // As installed with the window.
    let command = Cli::command()
        .name("missedhook")
        .long_about(long_about(true))
        .mut_arg("hidden", |hidden| hidden.hide(false));
    let (manuals, completions) = (folder.join("man"), folder.join("completions"));
    fs::create_dir_all(&manuals)?;
    fs::create_dir_all(&completions)?;
    clap_mangen::generate_to(command.clone(), manuals)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut command.clone(), "missedhook", &completions)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manuals_name_every_subcommand() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path()).unwrap();
        let read = |file| fs::read_to_string(folder.path().join(file)).unwrap();
        let (main, bash) = (
            read("man/missedhook.1"),
            read("completions/missedhook.bash"),
        );
        let command = Cli::command();
        for inner in command.get_subcommands() {
            let name = inner.get_name();
            let is_shown = !inner.is_hide_set();
            let page = folder.path().join(format!("man/missedhook-{name}.1"));
            assert_eq!(page.exists(), is_shown, "{name}");
            let in_roff = format!("missedhook\\-{}(1)", name.replace('-', "\\-"));
            assert_eq!(main.contains(&in_roff), is_shown, "{name} in {main}");
            assert!(!is_shown || bash.contains(name), "{name}");
        }
    }
}
