//! Endpoints: which reports are about the same one, and its short names. Pure functions over the text that RETM sent;
//! nothing is resolved, contacted or trusted. Our own URLs are not endpoints.

use serde::de::IgnoredAny;
use url::{Host, Url};

use super::path_pattern::is_id_place;

/// The normal form of an endpoint. Reports with the same normal form are filed together. Equivalent spellings become
/// one: a host without a scheme gets `https`, as in a probe; the host becomes lower case, IDNA ASCII and loses a
/// trailing dot; default port, dot segments, fragment, user name and query are dropped; letters beyond ASCII are
/// percent-encoded in upper case, and nothing is encoded needlessly (RFC 3986, 6.2.2). What servers distinguish stays
/// distinct: `http` and `https`, other ports, the path's case, a trailing slash. Text that is neither a URL nor a path
/// keeps its words, without query and fragment. JSON stays as it was sent, whole.
pub fn normalise(endpoint: &str) -> String {
    let endpoint = endpoint.trim();
    if is_json(endpoint) {
        return endpoint.to_owned();
    }
    let mut form = without_query(endpoint).to_owned();
    // Decoding may produce text that needs normalising again: `%2541`, `a%2Eexample/x`.
    for _ in 0..MAX_STEPS {
        let next = one_step(&form);
        if next == form {
            break;
        }
        form = next;
    }
    form
}

/// Whether a report named an object or an array in place of a text. Parts of it name nothing, whatever `/` is in it.
fn is_json(text: &str) -> bool {
    text.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The spellings under which part of an endpoint may be stored: as given, as it appears in a normal form, and if it is
/// a path or a URL, its normal form. A search looks for any of them.
pub fn spellings(part: &str) -> Vec<String> {
    let mut encoded = String::with_capacity(part.len());
    for letter in part.chars() {
        match letter {
            ' ' | '"' | '<' | '>' | '`' | '{' | '}' => {
                encoded.push_str(&format!("%{:02X}", u32::from(letter)));
            }
            letter => encoded.push(letter),
        }
    }
    let mut spellings = vec![part.to_owned(), encoded_once(&encoded)];
    // Dot segments are not stored, even in a part.
    let has_dots = |path: &str| path.contains("/./") || path.contains("/../");
    if part.contains("://") || (part.starts_with('/') && has_dots(part)) {
        spellings.push(readable(part));
        spellings.push(normalise(part));
    }
    spellings
}

/// How often decoded text is normalised again. Each pass shortens it or reaches the normal form.
const MAX_STEPS: usize = 64;

fn one_step(text: &str) -> String {
    let text = without_query(text.trim());
    if let Some(url) = url(text) {
        return url;
    }
    let is_word = !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == ':');
    match text.starts_with('/') {
        true => path_form(text).unwrap_or_else(|| text.to_owned()),
        false if is_word => encoded_once(&in_ascii(text)),
        false => text.to_owned(),
    }
}

/// The URL, if the text is one with a host.
fn url(text: &str) -> Option<String> {
    let read = match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        _ => Url::parse(&with_scheme(text)?),
    };
    let mut url = read.ok()?;
    let host = url.host_str()?;
    if let Some(host) = host.strip_suffix('.').map(str::to_owned) {
        url.set_host(Some(&host)).ok()?;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let path = encoded_once(url.path());
    url.set_path(&path);
    Some(url.into())
}

/// Adds a scheme to a host that has none.
fn with_scheme(text: &str) -> Option<String> {
    let host = text.split('/').next().unwrap_or_default();
    let scheme = match host.ends_with(":80") {
        true => "http",
        false => "https",
    };
    is_host(host).then(|| format!("{scheme}://{text}"))
}

/// Whether the text before a path is a host: it has a dot or a port, or is this machine's own name.
pub fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !name.ends_with(':') && port.parse::<u16>().is_ok() => (name, true),
        _ => (text, false),
    };
    Host::parse(name).is_ok_and(|host| match host {
        Host::Domain(name) => {
            port || name == "localhost" || name.trim_end_matches('.').contains('.')
        }
        // `2.0` is an address too, but more likely a version.
        Host::Ipv4(_) => port || name.split('.').count() == 4,
        Host::Ipv6(_) => true,
    })
}

/// A bare path as it would appear in a URL.
fn path_form(path: &str) -> Option<String> {
    let url = Url::parse(&format!("https://_{path}")).ok()?;
    Some(encoded_once(url.path()))
}

/// Percent-encodes letters beyond ASCII.
fn in_ascii(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            written.push(letter);
        } else {
            let mut bytes = [0; 4];
            let bytes = letter.encode_utf8(&mut bytes).bytes();
            written.extend(bytes.map(|byte| format!("%{byte:02X}")));
        }
    }
    written
}

/// Decodes what needs no encoding, and writes the rest in upper case.
fn encoded_once(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, encoded) = rest.split_at(at);
        written.push_str(before);
        let (letter, length) = match byte(encoded) {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                (char::from(byte).to_string(), 3)
            }
            Some(byte) => (format!("%{byte:02X}"), 3),
            None => ("%".to_owned(), 1),
        };
        written.push_str(&letter);
        rest = &encoded[length..];
    }
    written + rest
}

/// The percent-encoded byte at the start of the text.
fn byte(text: &str) -> Option<u8> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    // `from_str_radix` accepts a sign.
    digits
        .bytes()
        .all(|digit| digit.is_ascii_hexdigit())
        .then_some(())?;
    u8::from_str_radix(digits, 16).ok()
}

fn without_query(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or_default().trim_end()
}

/// The path, which distinguishes a developer's own endpoints: `/retm/orders`. Without a path, the host. Readable:
/// `/طلبات` and not `/%D8%B7…`.
pub fn path(endpoint: &str) -> String {
    let key = readable(endpoint);
    if is_json(&key) {
        return key;
    }
    let after_scheme = match key.split_once("://") {
        // An endpoint always has some name.
        Some((_, "")) => return key,
        Some((_, rest)) => rest,
        None => &*key,
    };
    match after_scheme.find('/') {
        Some(at) if after_scheme.len() > at + 1 => after_scheme[at..].to_owned(),
        Some(at) if at > 0 => after_scheme[..at].to_owned(),
        _ => after_scheme.to_owned(),
    }
}

/// The readable form: `https://مطعم.example/طلبات`.
pub fn readable(endpoint: &str) -> String {
    let key = normalise(endpoint);
    let host = match key.split_once("://") {
        Some((_, rest)) => rest.split(['/', ':']).next().unwrap_or_default(),
        None => "",
    };
    let key = match host.contains(PUNYCODE) {
        true => key.replacen(host, &readable_host(host), 1),
        false => key,
    };
    decoded(&key)
}

/// Whether the readable form may differ from what was sent.
pub fn may_read_otherwise(sent: &str) -> bool {
    sent.contains('%') || sent.contains(PUNYCODE) || !sent.is_ascii()
}

/// The prefix of a host label that encodes other letters.
const PUNYCODE: &str = "xn--";

/// Decodes labels in Arabic or in Latin with diacritics. Other scripts stay encoded because some of their letters look
/// like ASCII.
fn readable_host(host: &str) -> String {
    let parts = host.split('.').map(|part| {
        let (letters, outcome) = idna::domain_to_unicode(part);
        let is_arabic = |letter: char| matches!(letter, '\u{620}'..='\u{64a}' | '\u{660}'..='\u{6d3}' | '\u{6f0}'..='\u{6f9}');
        let is_latin = |letter: char| matches!(letter, '\u{df}'..='\u{17f}');
        let are_all = |is: &dyn Fn(char) -> bool, ascii: fn(&char) -> bool| {
            letters.chars().all(|letter| is(letter) || ascii(&letter))
        };
        let is_clear = are_all(&is_arabic, |c| c.is_ascii_digit() || *c == '-')
            || are_all(&is_latin, char::is_ascii);
        match outcome.is_ok() && is_clear {
            true => letters,
            false => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join(".")
}

/// Decodes percent-encoded letters. ASCII stays encoded because it may have a meaning in a URL (`%2F`), and so do
/// invisible characters and those that change the text direction.
fn decoded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, encoded) = rest.split_at(at);
        written.push_str(before);
        let bytes: Vec<u8> = std::iter::successors(Some(encoded), |from| from.get(3..))
            .map_while(beyond_ascii)
            .collect();
        // At least the percent sign itself.
        let (run, after) = encoded.split_at((bytes.len() * 3).max(1));
        match String::from_utf8(bytes) {
            Ok(letters) if !letters.is_empty() && !letters.contains(is_hidden) => {
                written.push_str(&letters);
            }
            _ => written.push_str(run),
        }
        rest = after;
    }
    written + rest
}

/// The percent-encoded byte at the start of the text, unless it is ASCII.
fn beyond_ascii(text: &str) -> Option<u8> {
    byte(text).filter(|byte| !byte.is_ascii())
}

/// Spaces, control characters, and marks that have no width or change the text direction (Unicode Standard Annex #9,
/// section 2).
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || letter.is_whitespace()
        || matches!(
            letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}

/// The host with its port: `a.example:8080`. `None` if there is no host, or nothing but a host.
pub fn host(endpoint: &str) -> Option<String> {
    let whole = host_and_path(endpoint);
    if is_json(&whole) {
        return None;
    }
    let (host, path) = whole.split_once('/')?;
    (!host.is_empty() && !path.is_empty()).then(|| host.to_owned())
}

/// Host and path in readable form: `a.example/retm/orders`.
pub fn host_and_path(endpoint: &str) -> String {
    let key = readable(endpoint);
    match key.split_once("://") {
        Some((_, rest)) if !is_json(&key) => rest.to_owned(),
        _ => key,
    }
}

/// Whether these endpoints have more than one host. Then paths alone are ambiguous, and each endpoint is shown with its
/// host. Endpoints without a host are ignored.
pub fn have_several_hosts<'a>(endpoints: impl IntoIterator<Item = &'a str>) -> bool {
    let mut hosts = endpoints.into_iter().filter_map(any_host);
    hosts
        .next()
        .is_some_and(|first| hosts.any(|other| other != first))
}

/// The host, even if there is nothing else.
pub fn any_host(endpoint: &str) -> Option<String> {
    let key = readable(endpoint);
    if is_json(&key) {
        return None;
    }
    let (has_scheme, rest) = match key.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, &*key),
    };
    let host = rest.split('/').next().unwrap_or_default();
    let is_host = !host.is_empty() && (has_scheme || host.contains('.'));
    is_host.then(|| host.to_owned())
}

/// The last part of the path that is not an ID: `orders`.
pub fn name(endpoint: &str) -> String {
    let path = path(endpoint);
    if is_json(&path) {
        return path;
    }
    path.trim_end_matches('/')
        .rsplit('/')
        .find(|part| !is_id_place(part))
        .filter(|part| !part.is_empty())
        .unwrap_or(&path)
        .to_owned()
}

#[cfg(test)]
#[path = "endpoint_tests.rs"]
mod tests;
