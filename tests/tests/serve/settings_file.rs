//! The settings as a file of another kind: a write preserves a link, a mount, an owner; a pipe and another encoding are
//! named.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink},
};

use missedhook_tests::{
    data::{KEY, mode, write_settings},
    machine::Machine,
    program::{Serve, binary, run, run_command, run_ok},
};

use crate::settings::{IN_FORCE, file, mkfifo};

/// As some editors and PowerShell save a file.
#[test]
fn a_file_saved_as_utf_16_is_called_that_with_what_to_do() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let serve = Serve::start(&machine);
    serve.process.stop();
    let path = file(&machine);
    let sound = fs::read_to_string(&path).unwrap();
    let marked = format!("\u{feff}{sound}");
    let saved: [(&str, Vec<u8>); 3] = [
        (
            "little endian",
            marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        (
            "big endian",
            marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ),
        (
            "without a mark",
            sound.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
    ];
    for (name, bytes) in saved {
        fs::write(&path, bytes).unwrap();
        let output = run(&machine, &["url"]);
        assert!(output.status.success(), "{name}: {output:#?}");
        let said = String::from_utf8(output.stderr).unwrap();
        for part in [
            "settings.toml is saved as UTF-16, not as UTF-8. ",
            IN_FORCE,
            "Save it as UTF-8 in your editor.",
        ] {
            assert!(said.contains(part), "{name}: no {part} in {said}");
        }
        let arabic = run(&machine, &["doctor", "--language", "ar"]);
        let arabic = String::from_utf8(arabic.stdout).unwrap();
        assert!(
            arabic.contains("محفوظ بترميز UTF-16 لا UTF-8"),
            "{name}: {arabic}"
        );
    }
}

#[test]
fn a_pipe_in_the_files_place_keeps_no_start_waiting() {
    let machine = Machine::headless();
    fs::create_dir(machine.data_dir()).unwrap();
    mkfifo(&file(&machine));
    for args in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["url"],
        &["monitors", "add", "https://a.example"],
    ] {
        let output = run(&machine, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("no ordinary file"), "{said}");
    }
}

#[test]
fn a_link_is_written_through_and_stays_a_link() {
    let machine = Machine::headless();
    let dotfiles = machine.root().join("dotfiles");
    fs::create_dir_all(machine.data_dir()).unwrap();
    fs::create_dir(&dotfiles).unwrap();
    let target = dotfiles.join("missedhook.toml");
    fs::write(&target, format!("[receiver]\nkey = \"{KEY}\"\n")).unwrap();
    symlink("../dotfiles/missedhook.toml", file(&machine)).unwrap();
    run_ok(&machine, &["monitors", "add", "https://pos.example/a"]);
    assert!(file(&machine).is_symlink());
    let written = fs::read_to_string(&target).unwrap();
    assert!(
        written.contains("https://pos.example/a") && written.contains(KEY),
        "{written}"
    );
    assert_eq!(
        fs::read_dir(&dotfiles).unwrap().count(),
        1,
        "nothing is left beside it"
    );
    assert_eq!(mode(&target), 0o600);
}

/// In its own namespace, if this user may mount.
#[test]
fn a_file_that_is_a_mount_is_written_where_it_is() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let outside = machine.root().join("outside.toml");
    fs::copy(file(&machine), &outside).unwrap();
    let script = format!(
        "mount --bind '{}' '{}' && exec '{}' monitors add https://pos.example/a --data-dir '{}'",
        outside.display(),
        file(&machine).display(),
        binary().display(),
        machine.data_dir().display()
    );
    let mut command = machine.command("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", &script]);
    let output = run_command(command);
    assert!(output.status.success(), "{output:#?}");
    let written = fs::read_to_string(&outside).unwrap();
    assert!(
        written.contains("https://pos.example/a") && written.contains(KEY),
        "{written}"
    );
    let behind = fs::read_to_string(file(&machine)).unwrap();
    assert!(!behind.contains("pos.example"), "{behind}");
}

/// `sudo missedhook monitors add …`. Only root can be distinguished from others. Run by another user, the test checks
/// that the group and the mode stay.
#[test]
fn owner_and_group_survive_a_write_by_root() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let (dir, path) = (machine.data_dir(), file(&machine));
    if rustix::process::geteuid().is_root() {
        for path in [&dir, &path] {
            chown(path, Some(12_345), Some(23_456)).unwrap();
        }
    }
    let before = fs::metadata(&path).unwrap();
    let owner = (before.uid(), before.gid());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    run_ok(&machine, &["monitors", "add", "https://pos.example/a"]);
    for entry in fs::read_dir(&dir).unwrap() {
        let metadata = entry.as_ref().unwrap().metadata().unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), owner, "{entry:?}");
    }
    assert_eq!(mode(&path), 0o600);
}
