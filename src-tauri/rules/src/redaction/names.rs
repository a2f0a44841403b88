//! Names whose values are secrets, in any spelling: `api_key`, `X-Api-Key`, `apiKey`, `API KEY`.

use super::name_lists::{
    CONTAINERS, FOREIGN, HARMLESS, IN_QUERY, OF_CODES, OF_KEYS, STRONG, STRONG_WORDS, TRAILING,
    WEAK, WEAK_WORDS,
};

/// How strongly a name suggests that a secret follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Other things have this name too: `token: expired`, `session: 3`.
    Weak,
    /// Only a secret, or text about one.
    Strong,
    /// Several secrets, or their number: `passwords`, `recovery_codes: 8`.
    Several,
    /// Tokens, which are usually counted: `max_tokens: 4096`.
    Tokens,
    /// The header Cookie or Set-Cookie.
    Cookie,
    /// The header Authorization, or a similar one.
    Authorization,
}

impl Name {
    /// Whether the value may be the number of secrets.
    pub const fn is_plural(self) -> bool {
        matches!(self, Self::Several | Self::Tokens)
    }
}

/// The maximum length of a name that is examined.
pub const MAX_LENGTH: usize = 80;

/// What the name of a field, an option or a variable says about its value.
pub fn of_field(name: &str) -> Option<Name> {
    if name.len() > MAX_LENGTH {
        return None;
    }
    let mut words = words(name);
    // An indexed entry: `passwords[ann]`.
    if let Some((several, _)) = name.split_once('[').filter(|_| name.ends_with(']'))
        && let Some(found) = of_several(self::words(several))
    {
        return Some(found);
    }
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let goes_on = |last: &String| {
        let is_version = last.strip_prefix('v').is_some_and(is_digits);
        TRAILING.contains(&&**last) || is_digits(last) || is_version
    };
    while words.len() > 1 && words.last().is_some_and(goes_on) {
        words.pop();
    }
    of_one(&words).or_else(|| of_several(words))
}

/// The same for a plural name: `passwords`, `apiKeys`, `tokenList`.
fn of_several(mut words: Vec<String>) -> Option<Name> {
    if words.len() > 1 && CONTAINERS.contains(&&**words.last()?) {
        words.pop();
    }
    let last = words.last_mut()?;
    if last.ends_with('s') && !last.ends_with("ss") {
        last.pop();
    }
    let is_token = last.ends_with("token");
    let is_weak = WEAK.iter().any(|end| last.ends_with(end));
    match of_one(&words)? {
        _ if is_token => Some(Name::Tokens),
        Name::Strong => Some(Name::Several),
        Name::Weak if is_weak => Some(Name::Several),
        _ => None,
    }
}

/// The same for a singular name, split into words.
fn of_one(words: &[String]) -> Option<Name> {
    let last = without_number(words.last()?);
    let joined = words.concat();
    let joined = &joined[..joined.len() - words.last()?.len() + last.len()];
    if HARMLESS.iter().any(|harmless| joined.ends_with(harmless)) {
        return None;
    }
    if matches!(joined, "cookie" | "setcookie" | "cookie2") {
        return Some(Name::Cookie);
    }
    if joined.ends_with("authorization") {
        return Some(Name::Authorization);
    }
    let is_one_of = |list: &[&str]| list.contains(&last) || list.contains(&joined);
    let ends = |list: &[&str]| list.iter().any(|end| joined.ends_with(end));
    // `x-auth-key`, `x-hook-key`: a custom header that ends in key.
    let is_own_key = last == "key" && words.first().is_some_and(|first| first == "x");
    if ends(&STRONG)
        || ends(&FOREIGN)
        || is_one_of(&STRONG_WORDS)
        || is_own_key
        || is_for(words, last, "key", &OF_KEYS)
        || is_for(words, last, "code", &OF_CODES)
        || (joined.ends_with("sessionid") || joined.ends_with("sessid"))
    {
        return Some(Name::Strong);
    }
    (ends(&WEAK) || is_one_of(&WEAK_WORDS)).then_some(Name::Weak)
}

/// A word without its trailing digit: `cvv2`. Auth0 is a company.
fn without_number(word: &str) -> &str {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_numbered = bare.len() + 1 == word.len() && word != "auth0";
    if !bare.is_empty() && (is_numbered || matches!(bare, "password" | "passwd" | "pwd")) {
        bare
    } else {
        word
    }
}

/// Whether the name ends in `kind`, preceded by one of these words: `enc_key`, `enckey`, `my_otp_code`.
fn is_for(words: &[String], last: &str, kind: &str, purposes: &[&str]) -> bool {
    /// A purpose of at least this length is also recognised at the end of a longer word.
    const LONG: usize = 6;
    let Some(fused) = last.strip_suffix(kind) else {
        return false;
    };
    let stem = words[..words.len() - 1].concat() + fused;
    let letters = |word: &str| {
        word.trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    let mut before = words[..words.len() - 1]
        .iter()
        .rev()
        .map(|word| letters(word));
    // `aes256_key`, `aes_256_key`
    let before = match fused {
        "" => before.find(|word| !word.is_empty()),
        fused => Some(letters(fused)),
    };
    purposes.iter().any(|purpose| {
        before.as_deref() == Some(purpose) || (purpose.len() >= LONG && stem.ends_with(purpose))
    })
}

/// The same for a URL query or a form, where `code` and `key` grant access.
pub fn of_parameter(name: &str) -> Option<Name> {
    let joined = words(name).concat();
    of_field(name)
        .map(|found| {
            if found.is_plural() {
                found
            } else {
                Name::Strong
            }
        })
        .or_else(|| IN_QUERY.contains(&&*joined).then_some(Name::Strong))
}

/// Whether to hide the entire value of a header, or of a probe's detail.
pub fn of_header(name: &str) -> bool {
    const PARTS: [&str; 9] = [
        "token",
        "secret",
        "key",
        "auth",
        "cookie",
        "signature",
        "passw",
        "credential",
        "hmac",
    ];
    let name = name.to_ascii_lowercase();
    PARTS.iter().any(|part| name.contains(part)) || of_field(&name).is_some()
}

/// The words of a name in lower case, split at anything but letters and digits, and at a capital after a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars().filter(|c| !is_ornament(*c)) {
        let begins = !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase());
        if c.is_alphanumeric() {
            if begins || words.is_empty() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        before = c;
    }
    words
}

/// Whether it changes only the look of a word: the line that lengthens Arabic letters, and vowel signs.
const fn is_ornament(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_written() {
        for (name, expected) in [
            ("password", Some(Name::Strong)),
            ("Password2", Some(Name::Strong)),
            ("DB_PASSWORD", Some(Name::Strong)),
            ("dbPassword", Some(Name::Strong)),
            ("apiKey", Some(Name::Strong)),
            ("api key", Some(Name::Strong)),
            ("X-Api-Key", Some(Name::Strong)),
            ("X-Auth-Key", Some(Name::Strong)),
            ("AWS_SECRET_ACCESS_KEY", Some(Name::Strong)),
            ("sessionId", Some(Name::Strong)),
            ("pin", Some(Name::Strong)),
            ("user[password]", Some(Name::Strong)),
            ("x-hub-signature-256", Some(Name::Weak)),
            ("token", Some(Name::Weak)),
            ("webhook_secret", Some(Name::Weak)),
            ("Set-Cookie", Some(Name::Cookie)),
            ("Proxy-Authorization", Some(Name::Authorization)),
            ("code", None),
            ("key", None),
            ("token_type", None),
            ("tokens", Some(Name::Tokens)),
            ("max_tokens", Some(Name::Tokens)),
            ("passwords", Some(Name::Several)),
            ("apiKeys", Some(Name::Several)),
            ("api-keys", Some(Name::Several)),
            ("passwordList", Some(Name::Several)),
            ("recovery_codes", Some(Name::Several)),
            ("sessions", None),
            ("authorizations", None),
            ("primaryKeys", None),
            ("otp_code", Some(Name::Strong)),
            ("securityCode", Some(Name::Strong)),
            ("one-time code", Some(Name::Strong)),
            ("pincode", Some(Name::Strong)),
            ("card_cvv2", Some(Name::Strong)),
            ("status_code", None),
            ("mfa_error_code", None),
            ("postalCode", None),
            ("countrycode", None),
            ("barcode", None),
            ("enc_key", Some(Name::Strong)),
            ("hmacKey", Some(Name::Strong)),
            ("enckey", Some(Name::Strong)),
            ("privateKeyPem", Some(Name::Strong)),
            ("SECRET_KEY_BASE", Some(Name::Strong)),
            ("client_secret_post", Some(Name::Strong)),
            ("nodes_key", None),
            ("foreign_key", None),
            ("sort_key", None),
            ("signing_key_id", None),
            ("mapkey", None),
            ("credentials", Some(Name::Several)),
            ("secrets", Some(Name::Several)),
            ("passwords[ann]", Some(Name::Several)),
            ("aes256_key", Some(Name::Strong)),
            ("aes_256_key", Some(Name::Strong)),
            ("cvv2_code", Some(Name::Strong)),
            ("encryption_key_v2", Some(Name::Strong)),
            ("sessions[0]", None),
            ("bearer", Some(Name::Weak)),
            ("auth0", None),
            ("tokenExpired", None),
            ("password_required", None),
            ("author", None),
            ("pinned", None),
            ("spin", None),
            ("shipping", None),
            ("next_page_token", None),
            ("Idempotency-Key", None),
            ("public_key", None),
            ("session_duration", None),
            ("", None),
        ] {
            assert_eq!(of_field(name), expected, "{name}");
        }
        assert_eq!(of_parameter("code"), Some(Name::Strong));
        assert_eq!(of_parameter("page"), None);
    }
}
