//! Files and directories that are private to their user. They are written so that a reader sees either the old or the
//! new content, never half of it.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// Replaces a file, private to the user. A reader sees either the old or the new content.
pub(crate) fn replace_private_file(path: &Path, content: &[u8]) -> io::Result<()> {
    replace_whole(path, content, File::sync_all)
}

/// Like [`replace_private_file`], for content that is worthless after a power cut. Works even if syncs hang.
pub(super) fn replace_unsynced_file(path: &Path, content: &[u8]) -> io::Result<()> {
    replace_whole(path, content, |_| Ok(()))
}

fn replace_whole(
    path: &Path,
    content: &[u8],
    sync: impl FnOnce(&File) -> io::Result<()>,
) -> io::Result<()> {
    use std::{
        io::Write,
        sync::atomic::{AtomicU32, Ordering},
    };
    // Two threads may write the same file at once, each completely.
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed) % 8;
    let beside = path.with_extension(format!("new{number}"));
    let write = || {
        let mut file = private_file(&beside)?;
        file.set_len(0)?;
        file.write_all(content)?;
        sync(&file)?;
        fs::rename(&beside, path)
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

/// Replaces a file, private to its user; follows a link. Owner and group stay the same. A reader sees either the old or
/// the new content, unless the file can't be replaced, because it is a mount point or its directory accepts no files.
/// Then it is written in place, and restored if that fails.
pub(crate) fn replace_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let path = resolve_links(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.missedhook-new"));
    let replaced = write_beside(&path, &beside, content).and_then(|()| fs::rename(&beside, &path));
    let Err(error) = replaced else {
        return Ok(());
    };
    let _ = fs::remove_file(&beside);
    if error.kind() == io::ErrorKind::StorageFull || !path.exists() {
        return Err(error);
    }
    let former = fs::read(&path)?;
    let written = write_in_place(&path, content);
    if written.is_err() {
        let _ = write_in_place(&path, &former);
    }
    written
}

fn write_beside(path: &Path, beside: &Path, content: &[u8]) -> io::Result<()> {
    use std::io::Write;
    match fs::remove_file(beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(beside)?;
    #[cfg(unix)]
    if let Ok(former) = fs::metadata(path) {
        chown_like(&file, &former);
    } else {
        chown_like_directory(&file, path);
    }
    file.write_all(content)?;
    file.sync_all()
}

/// Overwrites the old content before it truncates the rest, so that a full disk is noticed before anything is lost.
fn write_in_place(path: &Path, content: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.write_all(content)?;
    file.set_len(content.len() as u64)?;
    file.sync_all()
}

/// The file that a path finally points to; it need not exist.
fn resolve_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    // As many links as Linux follows.
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// Gives a file the owner and group of another, as far as this user may.
#[cfg(unix)]
fn chown_like(file: &File, like: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(own) = file.metadata() else { return };
    if (own.uid(), own.gid()) != (like.uid(), like.gid())
        && fchown(file, Some(like.uid()), Some(like.gid())).is_err()
    {
        let _ = fchown(file, None, Some(like.gid()));
    }
}

/// A file that root creates in a user's directory becomes that user's, because otherwise their own program could not
/// use it.
#[cfg(unix)]
fn chown_like_directory(file: &File, path: &Path) {
    use std::os::unix::fs::MetadataExt;
    let is_roots = file.metadata().is_ok_and(|own| own.uid() == 0);
    let directory = path.parent().and_then(|parent| fs::metadata(parent).ok());
    if let (true, Some(directory)) = (is_roots, directory) {
        chown_like(file, &directory);
    }
}

/// Opens a file for reading and writing, creates it if it is missing, and makes it private (mode 0600).
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(0o600);
        let file = options.open(path)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
        chown_like_directory(&file, path);
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

pub(super) fn make_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        builder.mode(0o700).create(path)?;
        let directory = File::open(path)?;
        directory.set_permissions(fs::Permissions::from_mode(0o700))?;
        chown_like_directory(&directory, path);
        Ok(())
    }
    #[cfg(not(unix))]
    builder.create(path)
}
