//! A file system with room for little, which can really be full.

use std::{fs, path::Path, process::Command};

/// A small file system of one's own; taken away when dropped.
pub struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    /// None where this user may not mount: what only a real file system shows is not tried then.
    pub fn mount(at: &'a Path) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=8m", "missedhook-test"])
            .arg(at);
        match mount.output() {
            Ok(output) if output.status.success() => Some(Self(at)),
            tried => {
                println!("Not tried: {tried:?}");
                None
            }
        }
    }

    pub fn make_read_only(&self) {
        let mut remount = Command::new("mount");
        remount.args(["-o", "remount,ro"]).arg(self.0);
        assert!(remount.status().unwrap().success());
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        // Lazily: a program that a failed test left may still stand on it.
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

/// Leaves no room in that directory's file system.
pub fn fill(dir: &Path) {
    let mut size = 8 << 20;
    let ballast = dir.join("ballast");
    while size >= 512 {
        let mut file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&ballast)
            .unwrap();
        if std::io::Write::write_all(&mut file, &vec![1; size]).is_err() {
            size /= 2;
        }
    }
}
