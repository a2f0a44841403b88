use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use flate2::{Compression as Level, write::GzEncoder};

use super::*;

const PLAIN: &str = r#"{"code":503,"endpoint":"/retm/orders","message":"Service Unavailable"}"#;

/// [`PLAIN`] as common programs compress it: gzip, zlib, deflate and Brotli from Node.js 20's zlib, zstd 1.5.
const GZIP: &str = "H4sIAAAAAAAAAwXBywmAMBAFwFbknQMRxEvaEAtYk4cs5CObkIvYuzMvYktE2NfNgTU9TetAgDeO4pslWodDYe9yEwEHbWrkclaZolmuTHw/vcdqCUYAAAA=";
const ZLIB: &str = "eJwFwcsJgDAQBcBW5J0DEcRL2hALWJOHLOQjm5CL2LszL2JLRNjXzYE1PU3rQIA3juKbJVqHQ2HvchMBB21q5HJWmaJZrkx8PyyeF8Y=";
const RAW: &str = "BcHLCYAwEAXAVuSdAxHES9oQC1iThyzkI5uQi9i7My9iS0TY182BNT1N60CAN47imyVah0Nh73ITAQdtauRyVpmiWa5MfD8=";
const BROTLI: &str =
    "G0UAGCwOePMj5EWViR2txCrja5Eaur0NU+Ump17KWodlpm+LvJC1gQ04AU+iyHYbNuAEw/BFR5vDIZblBd9uIyncoRUc";
const ZSTD: &str = "KLUv/QRYMQIAeyJjb2RlIjo1MDMsImVuZHBvaW50IjoiL3JldG0vb3JkZXJzIiwibWVzc2FnZSI6IlNlcnZpY2UgVW5hdmFpbGFibGUife/Wcqk=";
const GZIP_OF_BROTLI: &str = "H4sIAAAAAAAAAwFFALr/G0UAGCwOePMj5EWViR2txCrja5Eaur0NU+Ump17KWodlpm+LvJC1gQ04AU+iyHYbNuAEw/BFR5vDIZblBd9uIyncoRUc1R+YAEUAAAA=";

fn headers(of: &[(&str, &str)]) -> BTreeMap<String, String> {
    of.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn read(body: &[u8], of: &[(&str, &str)]) -> (String, Vec<ReadAs>) {
    let text = text(body, &headers(of)).unwrap();
    (text.text.into_owned(), text.read_as)
}

#[test]
fn what_content_encoding_names_is_undone() {
    for (name, body, read_as) in [
        ("gzip", GZIP, &["gzip"][..]),
        ("X-GZIP", GZIP, &["gzip"]),
        ("deflate", ZLIB, &["deflate"]),
        ("deflate", RAW, &["deflate"]),
        ("br", BROTLI, &["br"]),
        ("zstd", ZSTD, &["zstd"]),
        ("br, gzip", GZIP_OF_BROTLI, &["gzip", "br"]),
        // Without the header.
        ("", GZIP, &["gzip"]),
        ("identity", ZSTD, &["zstd"]),
    ] {
        let (text, found) = read(&BASE64.decode(body).unwrap(), &[("content-encoding", name)]);
        assert_eq!(text, PLAIN, "{name}");
        let expected: Vec<_> = read_as.iter().copied().map(ReadAs::Compressed).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_header_that_is_not_true_is_not_believed() {
    for name in ["gzip", "deflate", "br", "zstd", "gzip, gzip", "none, x"] {
        let (text, read_as) = read(PLAIN.as_bytes(), &[("content-encoding", name)]);
        assert_eq!((&*text, read_as), (PLAIN, vec![]), "{name}");
    }
    let (text, read_as) = read(
        "قهوة".as_bytes(),
        &[("content-type", "text/plain; charset=latin1")],
    );
    assert_eq!((&*text, read_as), ("قهوة", vec![]));
}

#[test]
fn what_grows_beyond_the_limit_is_refused() {
    let gzip = |bytes: &[u8]| {
        let mut writer = GzEncoder::new(Vec::new(), Level::best());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    };
    let most = "x".repeat(LIMIT);
    let encoding = [("content-encoding", "gzip")];
    assert_eq!(read(&gzip(most.as_bytes()), &encoding).0, most);
    let more = gzip(&vec![b'x'; LIMIT + 1]);
    assert_eq!(text(&more, &headers(&encoding)), Err(Unreadable::TooLarge));
}

#[test]
fn the_charset_is_found() {
    let wide = |text: &str, little: bool| -> Vec<u8> {
        let both = |unit: u16| match little {
            true => unit.to_le_bytes(),
            false => unit.to_be_bytes(),
        };
        text.encode_utf16().flat_map(both).collect()
    };
    let arabic = r#"{"code":503,"message":"تعذر الاتصال"}"#;
    let (windows_1256, _, _) = WINDOWS_1256.encode(arabic);
    let french = "{\"message\":\"d\u{e9}j\u{e0} vu\"}";
    let latin: Vec<u8> = french
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let json = [("content-type", "application/json")];
    let named = [("content-type", "application/json; Charset=\"windows-1256\"")];
    for (body, headers, text, charset) in [
        (wide(arabic, true), json, arabic, Some("UTF-16LE")),
        (wide(arabic, false), json, arabic, Some("UTF-16BE")),
        (
            wide(&format!("\u{feff}{arabic}"), true),
            json,
            arabic,
            Some("UTF-16LE"),
        ),
        (windows_1256.to_vec(), named, arabic, Some("windows-1256")),
        (windows_1256.to_vec(), json, arabic, Some("windows-1256")),
        (latin, json, french, Some("windows-1252")),
        (format!("\u{feff}{arabic}").into_bytes(), json, arabic, None),
        (arabic.as_bytes().to_vec(), named, arabic, None),
    ] {
        let (found, read_as) = read(&body, &headers);
        assert_eq!(found, text, "{charset:?}");
        let expected: Vec<_> = charset.map(ReadAs::Charset).into_iter().collect();
        assert_eq!(read_as, expected);
    }
}
