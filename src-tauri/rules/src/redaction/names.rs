//! Names whose values are secrets, however they are written: `api_key`, `X-Api-Key`, `apiKey`, `API KEY`.

/// How sure a name makes it that what follows is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Also said of other things: `token: expired`, `session: 3`.
    Weak,
    /// Nothing but a secret, or words about one.
    Strong,
    /// The header Cookie or Set-Cookie.
    Cookie,
    /// The header Authorization, or one of its kind.
    Authorization,
}

/// The longest name that is looked at.
pub const LONGEST: usize = 80;

/// Ends of names, without what parts their words, of which nothing else is called.
const STRONG: [&str; 36] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "apikey",
    "accesskey",
    "accesskeyid",
    "secretkey",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "sharedkey",
    "accountkey",
    "masterkey",
    "authkey",
    "subscriptionkey",
    "functionskey",
    "licensekey",
    "sharedaccesskey",
    "sessionkey",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "authtoken",
    "bearertoken",
    "clientsecret",
    "clientassertion",
    "codeverifier",
    "devicecode",
    "samlresponse",
    "verificationcode",
    "authorizationcode",
    // Headers of proxies that have seen who comes.
    "jwtassertion",
    "oidcdata",
    "clientprincipal",
];

/// The same in other languages.
const FOREIGN: [&str; 21] = [
    "كلمةالمرور",
    "كلمهالمرور",
    "كلمةمرور",
    "كلمةالسر",
    "كلمهالسر",
    "كلمةسر",
    "الرقمالسري",
    "رقمسري",
    "الرمزالسري",
    "رمزالدخول",
    "رمزالمرور",
    "رمزالتحقق",
    "passwort",
    "kennwort",
    "motdepasse",
    "contraseña",
    "contrasena",
    "senha",
    "şifre",
    "пароль",
    "密码",
];

/// The same, of which other things are called as well.
const WEAK: [&str; 6] = [
    "token",
    "secret",
    "secrets",
    "signature",
    "credential",
    "credentials",
];

/// Last words, or whole names, that are too short to be looked for within a word.
const STRONG_WORDS: [&str; 12] = [
    "pin",
    "pw",
    "otp",
    "totp",
    "cvv",
    "cvc",
    "phpsessid",
    "jsessionid",
    "sessionid",
    "sid",
    "sig",
    "hmac",
];
const WEAK_WORDS: [&str; 8] = [
    "pass", "jwt", "session", "cookie", "cookies", "auth", "creds", "mnemonic",
];

/// Words after which the name goes on to say which secret it is: `password_old`, `x-hub-signature-256`.
const TRAILING: [&str; 22] = [
    "value",
    "hash",
    "confirmation",
    "confirm",
    "old",
    "new",
    "current",
    "encrypted",
    "plain",
    "base64",
    "b64",
    "header",
    "string",
    "sha256",
    "text",
    "raw",
    "المستخدم",
    "للمستخدم",
    "للبطاقة",
    "الجديدة",
    "القديمة",
    "الحالية",
];

/// Tokens and keys that open nothing.
const HARMLESS: [&str; 16] = [
    "nexttoken",
    "pagetoken",
    "nextpagetoken",
    "continuationtoken",
    "canceltoken",
    "cancellationtoken",
    "unexpectedtoken",
    "synctoken",
    "idempotencykey",
    "cachekey",
    "surrogatekey",
    "partitionkey",
    "routingkey",
    "primarykey",
    "publickey",
    "requestkey",
];

/// In the query of a URL these are secrets as well.
const IN_QUERY: [&str; 8] = [
    "code",
    "key",
    "assertion",
    "ticket",
    "t0ken",
    "policysig",
    "authcode",
    "pass",
];

/// What a name of a field, an option or a variable says of its value.
pub fn of_field(name: &str) -> Option<Name> {
    if name.len() > LONGEST {
        return None;
    }
    let mut words = words(name);
    while words.len() > 1
        && words.last().is_some_and(|last| {
            TRAILING.contains(&&**last) || last.bytes().all(|b| b.is_ascii_digit())
        })
    {
        words.pop();
    }
    let joined = words.concat();
    let last = words.last()?;
    if HARMLESS.iter().any(|harmless| joined.ends_with(harmless)) {
        return None;
    }
    let is_one_of = |list: &[&str]| list.contains(&&**last) || list.contains(&&*joined);
    if matches!(&*joined, "cookie" | "setcookie" | "cookie2") {
        return Some(Name::Cookie);
    }
    if joined.ends_with("authorization") {
        return Some(Name::Authorization);
    }
    let ends = |list: &[&str]| list.iter().any(|end| joined.ends_with(end));
    // `x-auth-key`, `x-hook-key`: a header of one's own that ends in key.
    let is_own_key = last == "key" && words.first().is_some_and(|first| first == "x");
    let is_numbered = last.trim_end_matches(|c: char| c.is_ascii_digit());
    if ends(&STRONG)
        || ends(&FOREIGN)
        || is_one_of(&STRONG_WORDS)
        || is_own_key
        || matches!(is_numbered, "password" | "passwd" | "pwd")
        || (joined.ends_with("sessionid") || joined.ends_with("sessid"))
    {
        return Some(Name::Strong);
    }
    (ends(&WEAK) || is_one_of(&WEAK_WORDS)).then_some(Name::Weak)
}

/// The same in the query of a URL or in a form, where `code` and `key` are what lets one in.
pub fn of_parameter(name: &str) -> Option<Name> {
    let joined = words(name).concat();
    of_field(name)
        .map(|_| Name::Strong)
        .or_else(|| IN_QUERY.contains(&&*joined).then_some(Name::Strong))
}

/// Whether the value of a header, or of a fact that a probe found, is not shown at all.
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

/// Its words in small letters: parted by what is no letter or digit, or by a capital after a small letter.
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

/// Whether it changes how a word looks and not what it is: lines that lengthen Arabic letters, and their vowel signs.
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
            ("tokens", None),
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
