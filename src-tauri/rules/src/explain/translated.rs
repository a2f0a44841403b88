//! Explanations in the person's language. Their English stands in `rules.toml`, the Arabic in `locales/ar/explain.ftl`,
//! a message a rule.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    Cause, CodeWords, Explanation,
    rules::{RULES, RuleTexts},
};
use crate::{locale::Locale, model::translate::translate_with};

/// The message of an English text, and its attribute. The same text says the same in every rule.
static PLACES: LazyLock<HashMap<&'static str, (String, Option<String>)>> = LazyLock::new(|| {
    let mut places = HashMap::new();
    for (text, id, attribute) in texts() {
        places.entry(text).or_insert((id, attribute));
    }
    places
});

/// An English sentence that an explanation may be part of, in that language.
pub fn translate(locale: Locale, english: &str) -> String {
    translate_with(locale, english, &|text| {
        let (id, attribute) = PLACES.get(text)?;
        locale.find(id, attribute.as_deref())
    })
}

impl CodeWords {
    /// The same in that language. The code and the standard name of a status stay as they are.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        Self {
            meaning: translate(locale, &self.meaning),
            next: translate(locale, &self.next),
            ..self
        }
    }
}

impl Explanation {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        Self {
            meaning: translate(locale, &self.meaning),
            causes: self
                .causes
                .iter()
                .map(|cause| translate(locale, cause))
                .collect(),
            next: translate(locale, &self.next),
            ..self
        }
    }
}

/// Each text of the rules, with its message and attribute.
pub(super) fn texts() -> Vec<(&'static str, String, Option<String>)> {
    let Some(rules) = RULES.as_ref() else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    for (cause, words) in &rules.causes {
        add(&mut texts, id_of(*cause), words);
    }
    for (name, words) in &rules.meanings {
        add(&mut texts, format!("explain-{name}"), words);
    }
    for rule in &rules.statuses {
        let id = match rule.codes {
            (first, last) if first == last => format!("explain-status-{first}"),
            (first, last) => format!("explain-status-{first}-{last}"),
        };
        add(&mut texts, id, &rule.words);
    }
    for front in &rules.fronts {
        let id = format!("explain-front-{}", front.written.name);
        texts.push((&*front.written.why, id.clone(), None));
        texts.push((&*front.written.next, id, Some("next".to_owned())));
    }
    texts
}

fn id_of(cause: Cause) -> String {
    format!("explain-{}", cause.into_str().replace('_', "-"))
}

fn add(
    texts: &mut Vec<(&'static str, String, Option<String>)>,
    id: String,
    words: &'static RuleTexts,
) {
    if !words.short.is_empty() {
        texts.push((&*words.short, id.clone(), Some("short".to_owned())));
    }
    for (number, cause) in (1..).zip(&words.causes) {
        texts.push((&**cause, id.clone(), Some(format!("cause-{number}"))));
    }
    texts.push((&*words.next, id.clone(), Some("next".to_owned())));
    texts.push((&*words.meaning, id, None));
}

/// Fails unless a sentence that the code builds is read back by its messages, so that nothing of it is English but what
/// was filled in.
#[cfg(test)]
#[track_caller]
pub(crate) fn assert_read_back(english: &str) {
    /// What stays as it is in Arabic.
    const NAMES: [&str; 16] = [
        "RETM",
        "Missedhook",
        "HTTP",
        "HTTPS",
        "TLS",
        "DNS",
        "DNSSEC",
        "SSH",
        "HEAD",
        "GET",
        "POST",
        "AAAA",
        "Let",
        "Encrypt",
        "URL",
        "ngrok",
    ];
    let locale = Locale::default().speaking(crate::locale::Language::Ar);
    let said = translate(locale, english);
    let (mut own, mut depth) = (String::new(), 0_u32);
    for c in said.chars() {
        match c {
            '\u{2066}' | '\u{2068}' => depth += 1,
            '\u{2069}' => depth -= 1,
            c if depth == 0 => own.push(c),
            _ => {}
        }
    }
    let words = own.split(|c: char| !c.is_ascii_alphabetic());
    let foreign: Vec<_> = words
        .filter(|word| word.len() > 1 && !NAMES.contains(word))
        .collect();
    assert!(
        crate::locale::is_arabic(&own) && foreign.is_empty(),
        "not read back: {english}\n{said}\n{foreign:?}"
    );
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::locale::{Language, is_arabic};

    fn arabic() -> Locale {
        Locale {
            language: Language::Ar,
            ..Locale::default()
        }
    }

    #[test]
    fn every_text_of_the_rules_has_its_arabic() {
        let texts = texts();
        assert!(texts.len() > 300, "{}", texts.len());
        for (english, id, attribute) in texts {
            let said = arabic().find(&id, attribute.as_deref());
            assert!(
                said.as_deref().is_some_and(is_arabic),
                "{id} {attribute:?} has no Arabic for: {english}"
            );
        }
    }

    #[test]
    fn no_arabic_is_left_over() {
        let named: BTreeSet<String> = texts()
            .into_iter()
            .map(|(_, id, attribute)| match attribute {
                Some(name) => format!("{id}.{name}"),
                None => id,
            })
            .collect();
        let file = include_str!("../../../../locales/ar/explain.ftl");
        let mut id = "";
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, _)) = line.split_once(" =") else {
                continue;
            };
            match name.trim_start().strip_prefix('.') {
                Some(attribute) => {
                    assert!(
                        named.contains(&format!("{id}.{attribute}")),
                        "{id} {attribute}"
                    );
                }
                None => {
                    id = name;
                    let advice = id.starts_with("explain-go-");
                    assert!(advice || named.contains(id), "{id}");
                }
            }
        }
    }

    #[test]
    fn the_table_of_codes_is_all_arabic() {
        for row in super::super::table() {
            let row = row.in_language(arabic());
            for text in [&row.meaning, &row.next] {
                assert!(is_arabic(text), "{}: {text}", row.code);
            }
        }
    }

    #[test]
    fn an_explanation_is_all_arabic() {
        for (code, message) in [
            (Some(503), ""),
            (Some(0), "Connection refused"),
            (Some(799), ""),
            (None, ""),
            (Some(0), "تعذر الإتصال"),
            (Some(0), "An error occurred while sending the request."),
        ] {
            let said = super::super::explain(code, message).in_language(arabic());
            let causes = said.causes.iter();
            for text in causes.chain([&said.meaning, &said.next]) {
                assert!(is_arabic(text), "{code:?} {message}: {text}");
            }
        }
    }
}
