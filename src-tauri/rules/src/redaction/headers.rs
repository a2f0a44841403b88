//! Headers that carry credentials, wherever a text quotes them: Cookie, Set-Cookie, Authorization and similar. Also
//! their contents if the header's name is missing.

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use regex::{Captures, Regex};

use super::{
    compiled::compiled,
    cut::{Cut, REDACTED, head},
    names::{self, Name},
    values::{is_mixed, is_nothing, is_opaque, is_said_of_secrets},
};

/// Schemes followed by a single word.
const ONE_WORD: [&str; 12] = [
    "basic",
    "bearer",
    "token",
    "negotiate",
    "ntlm",
    "apikey",
    "api-key",
    "key",
    "jwt",
    "bot",
    "sso-key",
    "genie-key",
];

/// The value of Cookie or Set-Cookie: the whole line, or the rest of the quotes around the header.
pub fn cookie(text: &str, value: usize, before: Option<u8>) -> Option<Cut> {
    if !begin(text, value, before).contains('=') {
        return None;
    }
    cut(text, value, end_of_line(text, value, before))
}

/// The credentials after `Authorization:`. The scheme's name stays.
pub fn authorization(text: &str, value: usize, before: Option<u8>) -> Option<Cut> {
    let line = begin(text, value, before);
    let (scheme, rest) = line.split_once(' ').unwrap_or((line, ""));
    let credentials = rest.trim_start();
    let from = value + line.len() - credentials.len();
    let first = credentials.split([' ', ',']).next().unwrap_or_default();
    // `token="…"`; the padding of base64 is not a sign.
    let is_list = first.trim_end_matches('=').contains('=');
    let scheme_name = scheme.trim_end_matches(':').to_ascii_lowercase();
    if ONE_WORD.contains(&&*scheme_name) && !is_list {
        let is_said = is_said_of_secrets(first.trim_end_matches(['.', ':', ';']));
        let word_end = from + credentials.find(' ').unwrap_or(credentials.len());
        let whole_word = word_end < value + line.len();
        let to = if whole_word {
            from + first.len()
        } else {
            end_of_word(text, from)
        };
        return if is_said { None } else { cut(text, from, to) };
    }
    // Digest, AWS4-HMAC-SHA256, OAuth, Hawk: a list of parameters that includes the proof.
    if credentials.contains('=') {
        return cut(text, from, end_of_line(text, value, before));
    }
    let is_word = |word: &str| {
        word.chars()
            .all(|c| c.is_alphabetic() || "'.,;:!?".contains(c))
    };
    let holds_one = line.split(' ').any(is_opaque) || (credentials.is_empty() && !is_word(scheme));
    if holds_one {
        cut(text, value, end_of_line(text, value, before))
    } else {
        None
    }
}

fn cut(text: &str, from: usize, to: usize) -> Option<Cut> {
    let whole = text[from..to].trim_end();
    (!is_nothing(whole)).then(|| Cut {
        from,
        to: from + whole.len(),
        mark: REDACTED.to_owned(),
    })
}

/// The beginning of the line, enough to recognise it.
fn begin(text: &str, value: usize, before: Option<u8>) -> &str {
    let head = head(text, value);
    head[value..end_of_line(head, value, before)].trim_end()
}

fn end_of_word(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let ends = |c: char| c.is_whitespace() || ",;\"'\\<>".contains(c);
    from + rest.find(ends).unwrap_or(rest.len())
}

/// The end of the line, including a line break escaped in JSON, or of the quotes around the header.
fn end_of_line(text: &str, value: usize, before: Option<u8>) -> usize {
    let quote = before.filter(|b| matches!(b, b'"' | b'\''));
    let (mut escapes, mut last, mut is_open) = (0, b' ', false);
    for (at, byte) in text.bytes().enumerate().skip(value) {
        let ends = match byte {
            b'\n' | b'\r' => return at,
            b'n' | b'r' if escapes % 2 == 1 => true,
            // A quoted value in the header begins at a `=`. Any other quote ends the text around the header.
            b'"' if is_open || last == b'=' => {
                is_open = !is_open;
                false
            }
            b'"' => true,
            byte => Some(byte) == quote,
        };
        if ends {
            return at - escapes;
        }
        if byte == b'\\' {
            escapes += 1;
        } else {
            (escapes, last) = (0, byte);
        }
    }
    text.len() - escapes
}

/// `Bearer …`, `Basic …`, and a secret after a word that announces one: `token 3f9a…`, `password is …`.
pub fn schemes(text: &str) -> String {
    static SCHEME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        compiled(r"(?i)\b(bearer|basic|ntlm|negotiate)(\s+)([a-z0-9._~+/=-]{6,})")
    });
    static ANNOUNCED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        compiled(
            r#"(?i)\b(password|passwd|passphrase|passcode|pwd?|pin|otp|secret|token|key|jwt|session|session id|sid|signature|كلمة المرور|كلمة السر|الرقم السري|رمز الدخول)(\s+(?:(?:is|was|of|equals|هي|هو)\s+)?(?:(?:now|set to|changed to|reset to)\s+)?["'`(]?)([^\s"'`)<>,;\\]{4,})"#,
        )
    });
    static OPTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
        compiled(
            r#"(?i)(--[a-z0-9-]*(?:password|passwd|passphrase|token|secret|api-?key|access-key))([ =]+["']?)([^\s"'\\-][^\s"'\\]*)"#,
        )
    });
    // `ENV DB_PASSWORD …` in a Dockerfile, `setenv` in a shell.
    static VARIABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        compiled(r#"(\b(?:ENV|setenv)\s{1,8}[A-Za-z]\w*)(\s{1,8}["']?)([^\s"'=\\]{3,})"#)
    });
    let text = replaced(text, &OPTION, |_, value| {
        is_said_of_secrets(value) || is_nothing(value)
    });
    let text = passwords_of_commands(&text);
    let text = replaced(&text, &VARIABLE, |before, value| {
        let name = before.split_whitespace().nth(1).unwrap_or_default();
        names::of_field(name) != Some(Name::Strong)
            || is_said_of_secrets(value)
            || is_nothing(value)
    });
    let text = replaced(&text, &SCHEME, names_no_credentials);
    replaced(&text, &ANNOUNCED, |before, value| {
        let value = value.trim_end_matches(['.', ':', '!', '?']);
        let has_digit = value.bytes().any(|b| b.is_ascii_digit());
        let has_letter = value.bytes().any(|b| b.is_ascii_alphabetic());
        let is_said = before.to_ascii_lowercase();
        let is_password = is_said.starts_with("pw")
            || !is_said.is_ascii()
            || (is_said.starts_with("pass")
                && [" is", " was", " equals", " to"]
                    .iter()
                    .any(|verb| is_said.contains(verb)));
        let is_number =
            (is_said.starts_with("pin") || is_said.starts_with("otp") || !is_said.is_ascii())
                && has_digit
                && value.bytes().all(|b| b.is_ascii_digit());
        // `password hunter2XY`, `password (…)`
        let is_mixed = is_said.starts_with("pass") && is_mixed(value);
        let is_quoted =
            is_said.starts_with("pass") && is_said.ends_with(['"', '\'', '`']) && value.len() >= 8;
        let is_password = is_password || is_quoted;
        !(is_opaque(value) || is_mixed || (is_password && has_digit && has_letter) || is_number)
    })
}

/// Whether the base64 decodes to a name and a password, as in `Basic` (RFC 7617).
fn holds_password(base64: &str) -> bool {
    let letters = STANDARD_NO_PAD.decode(base64);
    letters.is_ok_and(|letters| letters.contains(&b':'))
}

/// `-pSECRET`, the password option of a command: always if the text names a command with this option, otherwise if it
/// looks random. `-pthread`, `-print0` and `-p8080:80` are something else.
fn passwords_of_commands(text: &str) -> String {
    static PASSWORD: LazyLock<Option<Regex>> =
        LazyLock::new(|| compiled(r#"(^|[\s"'`])(-p)([^\s\["'`-][^\s"'`\\]{3,})"#));
    let takes_it = ["mysql", "mariadb", "7z"]
        .iter()
        .any(|command| text.contains(command));
    replaced(text, &PASSWORD, |_, value| {
        let has = |is: fn(char) -> bool| value.contains(is);
        let has_digit = has(|c| c.is_ascii_digit());
        let is_given =
            has(char::is_alphabetic) && value != "rint0" && (has_digit || has(char::is_uppercase));
        !(is_mixed(value) || (takes_it && is_given && !value.contains(['/', ':'])))
    })
}

/// Redacts the third group of each match, unless `stays` returns true.
fn replaced(
    text: &str,
    regex: &LazyLock<Option<Regex>>,
    stays: impl Fn(&str, &str) -> bool,
) -> String {
    let Some(regex) = &**regex else {
        return text.to_owned();
    };
    let written = regex.replace_all(text, |found: &Captures<'_>| {
        let before = format!("{}{}", &found[1], &found[2]);
        if found[3].contains(REDACTED) || stays(&before, &found[3]) {
            found[0].to_owned()
        } else {
            format!("{before}{REDACTED}")
        }
    });
    written.into_owned()
}

/// Whether the text after a scheme is an ordinary word: `basic string`.
fn names_no_credentials(scheme: &str, credentials: &str) -> bool {
    let is_also_word = scheme.starts_with(['n', 'N']);
    if is_also_word && !is_opaque(credentials) {
        return true;
    }
    let word = credentials.trim_end_matches(['.', ',', '=']);
    // Lower-case letters that don't decode to a name and a password.
    let is_basic = scheme.starts_with(['b', 'B']) && scheme[1..].starts_with(['a', 'A']);
    let is_word = word.bytes().all(|b| b.is_ascii_lowercase());
    (is_basic && is_word && !holds_password(word))
        || is_said_of_secrets(word)
        || is_nothing(credentials)
}

#[cfg(test)]
mod tests {
    #[test]
    fn its_expressions_are_sound() {
        assert_eq!(super::schemes("a basic string, x"), "a basic string, x");
        // `s:ss)s`, in lower-case letters only.
        assert_eq!(super::schemes("Basic czpzcylz"), "Basic [redacted]");
        assert_eq!(super::schemes("Basic dXNlcjpwYXNz"), "Basic [redacted]");
        assert_eq!(super::schemes("Bearer abc1234 x"), "Bearer [redacted] x");
        assert_eq!(
            super::schemes("the password is hunter2."),
            "the password is [redacted]"
        );
    }
}
