//! Tests of the data directory.

use super::*;

fn fresh() -> (tempfile::TempDir, DataDir) {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path().join("data")).unwrap();
    (temp, dir)
}

#[test]
fn a_second_lock_is_refused_and_names_the_first() {
    let (_temp, dir) = fresh();
    let lock = dir.lock().unwrap();
    let running = Running {
        pid: 4711,
        receiver: Some(([127, 0, 0, 1], 7386).into()),
    };
    dir.announce(&lock, &running).unwrap();
    assert_eq!(dir.running(), Some(running));
    let refused = dir.lock().unwrap_err();
    assert!(refused.to_string().contains("pid 4711"), "{refused}");
    drop(lock);
    assert_eq!(dir.running(), None);
    dir.lock().unwrap();
}

#[test]
fn a_command_that_looks_does_not_keep_a_program_from_starting() {
    let (_temp, dir) = fresh();
    let looking = private_file(&dir.0.join("lock")).unwrap();
    looking.lock_shared().unwrap();
    let looker = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        drop(looking);
    });
    dir.lock().unwrap();
    looker.join().unwrap();
}

#[test]
fn what_a_killed_program_left_is_not_taken_for_a_running_one() {
    let (_temp, dir) = fresh();
    fs::write(dir.running_file(), r#"{"pid":1,"receiver":null}"#).unwrap();
    assert_eq!(dir.running(), None);
    drop(dir.lock().unwrap());
}

#[test]
fn what_a_killed_program_left_is_not_taken_for_the_next_ones_word() {
    let (_temp, dir) = fresh();
    let left = r#"{"pid":1,"receiver":"127.0.0.1:7386"}"#;
    fs::write(dir.running_file(), left).unwrap();
    fs::write(dir.status_file(), "{}").unwrap();
    let _lock = dir.lock().unwrap();
    assert_eq!(
        dir.running(),
        None,
        "this one has not said yet that it listens"
    );
    assert!(!dir.status_file().exists());
}

#[cfg(unix)]
#[test]
fn directory_and_files_are_private_even_where_they_were_not() {
    use std::os::unix::fs::PermissionsExt;
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("data");
    fs::create_dir(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(path.join(DATABASE), "x").unwrap();
    fs::set_permissions(path.join(DATABASE), fs::Permissions::from_mode(0o644)).unwrap();
    let dir = DataDir::open(&path).unwrap();
    private_file(&path.join(DATABASE)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(dir.path()), 0o700);
    assert_eq!(mode(&path.join(DATABASE)), 0o600);
}
