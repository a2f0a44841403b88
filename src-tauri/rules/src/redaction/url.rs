//! URLs anywhere in a text, with any scheme: removes the password before the host, and the user name if it is the
//! secret. Secrets in the query are found by their names, see `pairs`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{
    compiled::compiled,
    cut::{REDACTED, head},
    values,
};

/// Schemes that have a user name but no secret.
const NAMED_ONLY: [&str; 5] = ["ssh", "git+ssh", "sftp", "ftp", "svn+ssh"];

/// Removes the credentials from URLs. `within` redacts a URL nested in another.
pub fn redact(text: &str, within: &dyn Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, _) in text.match_indices(':') {
        let Some(from) = behind_sign(text, at).filter(|_| at >= copied) else {
            continue;
        };
        // Credentials are at the beginning.
        let rest = &head(text, from)[from..];
        if let Some((begin, end, mark)) = credentials(scheme(&text[copied..at]), rest) {
            out.push_str(&text[copied..from + begin]);
            out.push_str(&mark);
            copied = from + end;
        }
    }
    out.push_str(&text[copied..]);
    encoded_parts(&out, within)
}

/// Removes passwords from `user:password@host` without a scheme. An address after a label, such as `cc:ann@a.example`,
/// stays.
pub fn without_scheme(text: &str) -> String {
    static LOGIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        compiled(
            r#"\b([\w.+%-]+(?:@[\w.-]+)?):([^\s@/:"'<>\[\]{}(),;=\\]{4,})@([A-Za-z][\w.-]*|(?:\d{1,3}\.){3}\d{1,3})"#,
        )
    });
    let (true, Some(regex)) = (text.contains('@'), &*LOGIN) else {
        return text.to_owned();
    };
    let written = regex.replace_all(text, |found: &Captures<'_>| {
        let (user, password, host) = (&found[1], &found[2], &found[3]);
        if is_login(user, password, host) {
            format!("{user}:{REDACTED}@{host}")
        } else {
            found[0].to_owned()
        }
    });
    written.into_owned()
}

fn is_login(user: &str, password: &str, host: &str) -> bool {
    /// Labels that precede a mail address or a package.
    const LABELS: [&str; 22] = [
        "mailto",
        "to",
        "from",
        "cc",
        "bcc",
        "sip",
        "sips",
        "xmpp",
        "acct",
        "email",
        "mail",
        "sender",
        "recipient",
        "contact",
        "by",
        "author",
        "owner",
        "npm",
        "pkg",
        "git",
        "id",
        "at",
    ];
    const DIGESTS: [&str; 3] = ["sha256", "sha512", "md5"];
    let label = user.rsplit('-').next().unwrap_or_default();
    let is_label = LABELS.contains(&&*label.to_ascii_lowercase());
    let has = |is: fn(&u8) -> bool| password.bytes().any(|b| is(&b));
    let is_word = !has(u8::is_ascii_digit) && !has(|b| b"!$%^*#+~?&".contains(b));
    let is_number = password.bytes().all(|b| b.is_ascii_digit());
    !(is_label || is_word || is_number || DIGESTS.contains(&host))
}

/// Where the `://` that begins here ends, including the escaped form in JSON: `:\\/\\/`.
fn behind_sign(text: &str, at: usize) -> Option<usize> {
    let mut rest = &text[at + 1..];
    for _ in 0..2 {
        let escapes = rest.bytes().take(8).take_while(|b| *b == b'\\').count();
        rest = rest[escapes..].strip_prefix('/')?;
    }
    Some(text.len() - rest.len())
}

fn scheme(before: &str) -> &str {
    let from = before
        .bytes()
        .rposition(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-')));
    &before[from.map_or(0, |at| at + 1)..]
}

/// The position of the credentials after `://`, and their replacement.
fn credentials(scheme: &str, rest: &str) -> Option<(usize, usize, String)> {
    let end = rest
        .find(|c: char| c.is_whitespace() || "\"'<>`\\".contains(c))
        .unwrap_or(rest.len());
    let token = &rest[..end];
    let host_end = token.find(['/', '?', '#']).unwrap_or(token.len());
    let at = match token[..host_end].rfind('@') {
        Some(at) => {
            // A password may contain `@` and `/`; then the text after it is not a host.
            let host = &token[at + 1..host_end];
            let bare = host.split(':').next().unwrap_or_default();
            let is_host = bare.contains('.') || bare.eq_ignore_ascii_case("localhost");
            let tail = token[host_end..].find('@').map(|more| host_end + more);
            match tail {
                Some(tail) if !is_host && !token[..tail].ends_with('/') => tail,
                _ => at,
            }
        }
        // A password with `/`, `?` or `#`.
        None => {
            let (_, after) = token[..host_end].split_once(':')?;
            let is_port = after.bytes().all(|b| b.is_ascii_digit());
            let is_host6 = token.starts_with('[');
            if is_port || is_host6 {
                return None;
            }
            token.rfind('@')?
        }
    };
    let userinfo = &token[..at];
    let (user, password) = match userinfo.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (userinfo, None),
    };
    let is_named_only = NAMED_ONLY.contains(&&*scheme.to_ascii_lowercase());
    match password {
        None if is_named_only && !values::is_opaque(user) => None,
        None if user.is_empty() || user == REDACTED => None,
        None => Some((0, at, REDACTED.to_owned())),
        Some(REDACTED) if !values::is_opaque(user) => None,
        // The secret is in place of the user name.
        Some("" | "x-oauth-basic" | "x") => {
            (!user.is_empty() && user != REDACTED).then(|| (0, at, REDACTED.to_owned()))
        }
        Some(_) if values::is_opaque(user) => Some((0, at, format!("{REDACTED}:{REDACTED}"))),
        Some(_) => Some((user.len() + 1, at, REDACTED.to_owned())),
    }
}

/// Percent-encoded text, once or more, that contains a sign: a URL in another's query, a name with its value.
fn encoded_parts(text: &str, within: &dyn Fn(&str) -> String) -> String {
    /// `:`, `=`, and `%` itself.
    const SIGNS: [&[u8]; 3] = [b"%3a", b"%3d", b"%25"];
    let bytes = text.as_bytes();
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    let is_part = |b: u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'%' | b'.' | b'_' | b'~' | b'+' | b'-' | b'*')
    };
    while let Some(found) = text[at..].find('%').map(|found| at + found) {
        at = found + 1;
        let Some(sign) = bytes.get(found..found + 3) else {
            break;
        };
        if !SIGNS.iter().any(|one| sign.eq_ignore_ascii_case(one)) {
            continue;
        }
        let from = bytes[copied..found]
            .iter()
            .rposition(|b| !is_part(*b))
            .map_or(copied, |before| copied + before + 1);
        let to = bytes[found..]
            .iter()
            .position(|b| !is_part(*b))
            .map_or(text.len(), |length| found + length);
        if let Some(written) = redact_encoded(&text[from..to], within) {
            out.push_str(&text[copied..from]);
            out.push_str(&written);
            copied = to;
        }
        at = to;
    }
    if copied == 0 {
        return text.to_owned();
    }
    out.push_str(&text[copied..]);
    out
}

/// Redacts a percent-encoded text and encodes it again. `None` if that changes nothing.
pub fn redact_encoded(text: &str, within: &dyn Fn(&str) -> String) -> Option<String> {
    let read = decoded(text)?;
    let written = within(&read);
    (written != read).then(|| encoded(&written))
}

/// Decodes percent-encoding. `None` if there is none, or if the result is not text.
pub fn decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digits = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(read) => {
                out.push(read);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok().filter(|read| read != text)
}

/// Percent-encodes everything that needs it (RFC 3986, section 2.3).
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
