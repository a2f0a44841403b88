//! A tiny file system, which can really be full.

use std::{fs, path::Path, process::Command};

/// A small private file system. Unmounted when dropped.
pub struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    /// `None` if this user may not mount. What only a real file system shows is then not tested.
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
        // Lazily, because a program left by a failed test may still use it.
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

/// Fills the file system of this directory.
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
