//! The messages that are built into the program, deflated by `build.rs`. The window reads `window-*.ftl` beside them.

use std::{io::Read as _, sync::LazyLock};

use flate2::read::DeflateDecoder;

/// A file of `locales/`, deflated.
#[derive(Clone, Copy)]
pub(super) struct File {
    pub name: &'static str,
    deflated: &'static [u8],
}

impl File {
    /// Its text. A test reads each: none fails in a program that was built.
    pub fn text(self) -> String {
        let mut text = String::new();
        let _ = DeflateDecoder::new(self.deflated).read_to_string(&mut text);
        text
    }
}

macro_rules! files {
    ($language:literal: $($name:literal),+) => {
        [$(File {
            name: $name,
            deflated: include_bytes!(concat!(env!("OUT_DIR"), "/", $language, "-", $name)),
        }),+]
    };
}

pub(super) const ENGLISH: [File; 6] =
    files!("en": "doctor", "evidence", "notifications", "search", "tray", "words");
pub(super) const ARABIC: [File; 6] =
    files!("ar": "doctor", "evidence", "notifications", "search", "tray", "words");

/// The sentences that are stored or said in English first, and read back by `model/translate.rs`: without choices.
pub(super) const SAID_IN_ENGLISH: [File; 4] =
    files!("en": "incident", "probe", "problems", "status");
/// The same in Arabic.
pub(super) const SAID_IN_ARABIC: [File; 4] =
    files!("ar": "incident", "probe", "problems", "status");

/// The texts of those in English, with their files' names.
pub(crate) static ENGLISH_SENTENCES: LazyLock<Vec<(&str, String)>> =
    LazyLock::new(|| SAID_IN_ENGLISH.map(|file| (file.name, file.text())).into());

/// What codes and messages mean, in Arabic. The English stands in `explain/rules.toml`.
pub(super) const EXPLAIN: [File; 1] = files!("ar": "explain");
