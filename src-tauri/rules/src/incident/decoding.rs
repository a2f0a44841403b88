//! Decoding: turns the bytes of a body into text. First it undoes `Content-Encoding` (RFC 9110, 8.4), then it finds the
//! charset: by the byte order mark, as UTF-8, by `Content-Type`, or by heuristics. Pure, and bounded: nothing grows
//! beyond [`LIMIT`], and no header is trusted against the bytes.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, Read},
};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};
use ruzstd::decoding::StreamingDecoder;

use super::reading::{ReadAs, Unreadable};

/// The maximum size of a decompressed body, in bytes: the same as for one sent uncompressed.
pub const LIMIT: usize = 256 * 1024;

/// How many encodings are undone at most. Nobody sends more than two.
const LAYERS: usize = 4;

/// How much memory a Zstandard frame may request, in bytes: what RFC 8878, 3.1.1.1.2, recommends to support.
const ZSTD_WINDOW: u64 = 8 * 1024 * 1024;

/// The buffer size of the Brotli decoder, in bytes.
const BROTLI_BUFFER: usize = 4096;

/// A body as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// How it was decoded, in order. Empty for plain UTF-8.
    pub read_as: Vec<ReadAs>,
    /// Whether the charset is a guess.
    pub guessed: bool,
}

/// Decodes a body to text. `headers`: names in lower case.
///
/// # Errors
/// [`Unreadable::TooLarge`] if it grows beyond [`LIMIT`].
pub fn text<'a>(
    body: &'a [u8],
    headers: &BTreeMap<String, String>,
) -> Result<Text<'a>, Unreadable> {
    let mut read_as = Vec::new();
    let header = |name| headers.get(name).map_or("", String::as_str);
    let bytes = decompressed(body, header("content-encoding"), &mut read_as)?;
    let (encoding, guessed) = charset(&bytes, header("content-type"));
    if encoding != UTF_8 {
        read_as.push(ReadAs::Charset(encoding.name()));
    }
    let text = match bytes {
        Cow::Borrowed(bytes) => encoding.decode_with_bom_removal(bytes).0,
        Cow::Owned(bytes) => encoding
            .decode_with_bom_removal(&bytes)
            .0
            .into_owned()
            .into(),
    };
    Ok(Text {
        text,
        read_as,
        guessed,
    })
}

/// A compression format.
#[derive(Clone, Copy)]
enum Compression {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Compression {
    /// By its name in `Content-Encoding`.
    fn named(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// By the first bytes, for senders that forget the header (RFC 1952, 2.3.1; RFC 8878, 3.1.1).
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    fn undo(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            // The first member only: thousands of empty ones would cost time for nothing.
            Self::Gzip => all(flate2::bufread::GzDecoder::new(bytes)),
            // Both are sent under that name: with the zlib header that RFC 9110 requires, and without.
            Self::Deflate => all(flate2::bufread::ZlibDecoder::new(bytes))
                .or_else(|_| all(flate2::bufread::DeflateDecoder::new(bytes))),
            Self::Brotli => all(brotli_decompressor::Decompressor::new(bytes, BROTLI_BUFFER)),
            Self::Zstd => {
                let decoder = StreamingDecoder::new_with_max_window_size(bytes, ZSTD_WINDOW);
                all(decoder.map_err(io::Error::other)?)
            }
        }
    }
}

/// Reads everything, up to one byte more than allowed.
fn all(from: impl Read) -> io::Result<Vec<u8>> {
    // Enough for most reports.
    let mut bytes = Vec::with_capacity(1024);
    let most = u64::try_from(LIMIT + 1).unwrap_or(u64::MAX);
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Undoes the compressions, last first. Bytes that don't match the header are taken as they are, because a proxy may
/// have decompressed them.
fn decompressed<'a>(
    body: &'a [u8],
    content_encoding: &str,
    read_as: &mut Vec<ReadAs>,
) -> Result<Cow<'a, [u8]>, Unreadable> {
    let mut layers: Vec<Compression> = content_encoding
        .split(',')
        .filter_map(Compression::named)
        .take(LAYERS)
        .collect();
    if layers.is_empty() {
        layers.extend(Compression::of(body));
    }
    let mut bytes = Cow::Borrowed(body);
    while let Some(layer) = layers.pop() {
        let Ok(undone) = layer.undo(&bytes) else {
            break;
        };
        if undone.len() > LIMIT {
            return Err(Unreadable::TooLarge);
        }
        read_as.push(ReadAs::Compressed(layer.name()));
        bytes = undone.into();
    }
    Ok(bytes)
}

/// The charset of the bytes, and whether it is a guess.
fn charset(bytes: &[u8], content_type: &str) -> (&'static Encoding, bool) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding, false);
    }
    if let Some(wide) = wide(bytes) {
        return (wide, false);
    }
    // Text in another charset is hardly ever valid UTF-8, but wrong headers are common.
    if std::str::from_utf8(bytes).is_ok() {
        return (UTF_8, false);
    }
    let named = named_charset(content_type).filter(|encoding| *encoding != UTF_8);
    match named {
        Some(encoding) => (encoding, false),
        None if looks_arabic(bytes) => (WINDOWS_1256, true),
        None => (WINDOWS_1252, true),
    }
}

/// Detects UTF-16 without a byte order mark: JSON syntax is ASCII, so every other byte is 0.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, first, 0, ..] if *first != 0 => Some(UTF_16BE),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some(UTF_16LE),
        _ => None,
    }
}

fn named_charset(content_type: &str) -> Option<&'static Encoding> {
    let parameters = content_type.split(';').skip(1);
    let charset = parameters
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?
        .1;
    Encoding::for_label(charset.trim().trim_matches('"').as_bytes())
}

/// Western words hardly ever have three accented letters in a row. Arabic words have nothing else.
fn looks_arabic(bytes: &[u8]) -> bool {
    bytes
        .windows(3)
        .any(|three| three.iter().all(|byte| *byte >= 0xc0))
}

#[cfg(test)]
#[path = "decoding_tests.rs"]
mod tests;
