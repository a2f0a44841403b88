//! Deflates the messages of the program's own half: a third of their size is left.

use std::{
    env, fs,
    io::{Error, Result, Write as _},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::DeflateEncoder};

fn main() -> Result<()> {
    let out: PathBuf = env::var_os("OUT_DIR")
        .ok_or_else(|| Error::other("cargo names no OUT_DIR"))?
        .into();
    for language in ["en", "ar"] {
        let folder = Path::new("../../locales").join(language);
        println!("cargo:rerun-if-changed={}", folder.display());
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            // The window's own are among its files.
            if name.starts_with("window-") {
                continue;
            }
            let mut deflated = DeflateEncoder::new(Vec::new(), Compression::best());
            deflated.write_all(&fs::read(&path)?)?;
            fs::write(out.join(format!("{language}-{name}")), deflated.finish()?)?;
        }
    }
    Ok(())
}
