//! Checks whether the disk can be written, without SQLite.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use super::paths;
use crate::platform::data_dir::private_file;

/// How much free space is needed before reports are accepted again, in bytes: several times the largest report.
const NEEDED: usize = 1024 * 1024;

/// Tests on a file beside the database whether a write and a sync succeed.
pub fn probe_free_space(path: &Path) -> io::Result<()> {
    let beside = path.with_extension("room");
    let proof = private_file(&beside).and_then(|mut file| {
        file.write_all(&vec![0; NEEDED])?;
        file.sync_all()
    });
    let removed = fs::remove_file(&beside);
    proof.and(removed)
}

/// Whether the disk has room and is writable, according to the system. Writes nothing.
pub fn seems_writable(path: &Path) -> bool {
    #[cfg(unix)]
    if let Ok(found) = rustix::fs::statvfs(path) {
        let room = found.f_bavail.saturating_mul(found.f_frsize);
        let is_read_only = found.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY);
        // Some file systems report no blocks at all.
        let is_full = found.f_blocks > 0 && room < NEEDED as u64;
        return !is_read_only && !is_full;
    }
    let _ = path;
    true
}

/// Rewrites every byte of the log in place and syncs it. Nobody may write to the log in the meantime. Closing the file
/// here releases none of SQLite's locks, because SQLite holds none on it.
pub fn rewrite_wal(path: &Path) -> io::Result<()> {
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .open(paths::wal(path));
    let mut log = match opened {
        Ok(log) => log,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut bytes = vec![0; NEEDED];
    let mut at = 0;
    loop {
        let read = read_some(&mut log, at, &mut bytes)?;
        if read == 0 {
            break;
        }
        log.seek(SeekFrom::Start(at))?;
        log.write_all(&bytes[..read])?;
        at += u64::try_from(read).unwrap_or(0);
    }
    if at == 0 { Ok(()) } else { log.sync_all() }
}

fn read_some(log: &mut File, at: u64, bytes: &mut [u8]) -> io::Result<usize> {
    log.seek(SeekFrom::Start(at))?;
    log.read(bytes)
}
