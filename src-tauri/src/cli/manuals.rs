//! Manual pages and completions, generated from the command line definition. `make package` writes them. The test
//! checks that this works and that nothing is missing.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, long_about};

/// The target folder. Without it they are written to a temporary one.
const FOLDER: &str = "MISSEDHOOK_MANUALS";

/// Writes a page for the program and each visible subcommand, and the completions for three shells.
fn write(folder: &Path) {
    let command = Cli::command()
        .name("missedhook")
        .long_about(long_about(true))
        .mut_arg("hidden", |hidden| hidden.hide(false));
    for inner in ["man", "completions"] {
        fs::create_dir_all(folder.join(inner)).unwrap();
    }
    clap_mangen::generate_to(command.clone(), folder.join("man")).unwrap();
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let mut command = command.clone();
        clap_complete::generate_to(
            shell,
            &mut command,
            "missedhook",
            folder.join("completions"),
        )
        .unwrap();
    }
}

#[test]
fn manuals_name_every_subcommand() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = env::var_os(FOLDER).map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    write(&folder);
    let main = fs::read_to_string(folder.join("man/missedhook.1")).unwrap();
    let bash = fs::read_to_string(folder.join("completions/missedhook.bash")).unwrap();
    let command = Cli::command();
    for inner in command.get_subcommands() {
        let name = inner.get_name();
        let is_shown = !inner.is_hide_set();
        let page = folder.join(format!("man/missedhook-{name}.1"));
        assert_eq!(page.exists(), is_shown, "{name}");
        let in_roff = format!("missedhook\\-{}(1)", name.replace('-', "\\-"));
        assert_eq!(main.contains(&in_roff), is_shown, "{name} in {main}");
        assert!(!is_shown || bash.contains(name), "{name}");
    }
}
