//! Strips the particles that Arabic writes as part of a word: the article, `و` and `ف`, `ب`, `ل` and `ك`. A search
//! matches the word as typed or one of these alternatives. Pure functions over folded text.

use super::fold::fold;

/// How many letters of a word must remain, so that `كلب` is not taken for `ك` and `لب`.
const MIN_LENGTH: usize = 3;
/// The maximum number of spellings to search for.
const MAX_COUNT: usize = 6;
/// The letters that carry a hamza or stand without it, in the folded form.
const SEATS: [char; 4] = ['و', 'ي', 'ا', 'ء'];

/// The spellings of a word or phrase to search for: as typed (folded), then its alternatives.
pub fn alternatives(typed: &str) -> Vec<String> {
    let folded = fold(typed);
    let mut found = vec![folded.clone()];
    let with_stems = |found: &mut Vec<String>, text: String| {
        let stems = stems_of_phrase(&text);
        for text in std::iter::once(text).chain(stems) {
            if !found.contains(&text) {
                found.push(text);
            }
        }
    };
    with_stems(&mut found, folded);
    for seated in other_seats(typed) {
        with_stems(&mut found, fold(&seated));
    }
    found.truncate(MAX_COUNT);
    found
}

/// The spellings that write the first hamza within a word differently: «مسئول» for «مسؤول».
fn other_seats(typed: &str) -> Vec<String> {
    let is_hamza = |c: char| matches!(c, 'ؤ' | 'ئ' | 'ء');
    let letter_before = |at: usize| typed[..at].chars().next_back().is_some_and(is_letter);
    let Some((at, hamza)) = typed
        .char_indices()
        .find(|(at, c)| is_hamza(*c) && letter_before(*at))
    else {
        return Vec::new();
    };
    let (before, after) = (&typed[..at], &typed[at + hamza.len_utf8()..]);
    let others = SEATS.iter().map(|seat| format!("{before}{seat}{after}"));
    others.collect()
}

/// A phrase with each word reduced to its stem. `None` if nothing changes, or if it is not purely Arabic.
fn stems_of_phrase(folded: &str) -> Option<String> {
    let words = || words(folded);
    let is_arabic = words().all(|word| word.chars().all(is_letter));
    let is_other = words().any(|word| stem(word) != word);
    (is_arabic && is_other).then(|| words().map(stem).collect::<Vec<_>>().join(" "))
}

/// The stems of a text's Arabic words, for an index. Empty if each word is its own stem.
pub fn stems(folded: &str) -> String {
    if folded.is_ascii() {
        return String::new();
    }
    let words = || words(folded).filter(|word| word.chars().all(is_letter));
    match words().any(|word| stem(word) != word) {
        true => words().map(stem).collect::<Vec<_>>().join(" "),
        false => String::new(),
    }
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

const fn is_letter(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}' | '\u{671}'..='\u{6d3}' | '\u{6d5}')
}

/// A word without its particles.
fn stem(word: &str) -> &str {
    let word = without(word, &["و", "ف"]);
    let rest = without(word, &["ب", "ل", "ك"]);
    // `ل` plus the article is `لل`.
    let article = match word.starts_with('ل') && rest.len() < word.len() {
        true => "ل",
        false => "ال",
    };
    without(rest, &[article])
}

/// Strips one of these prefixes if enough of the word remains. A word that seems to begin with the article is not cut
/// where the article is impossible: `وال` plus one letter is a word of its own.
fn without<'a>(word: &'a str, prefixes: &[&str]) -> &'a str {
    let rest = prefixes.iter().find_map(|prefix| word.strip_prefix(prefix));
    let is_long = |text: &str| text.chars().count() >= MIN_LENGTH;
    rest.filter(|rest| is_long(rest.strip_prefix("ال").unwrap_or(rest)))
        .unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_loses_what_is_written_together_with_it() {
        for (word, expected) in [
            ("الطلبات", "طلبات"),
            ("والطلبات", "طلبات"),
            ("بالخادم", "خادم"),
            ("كالخادم", "خادم"),
            ("فالخادم", "خادم"),
            ("للخادم", "خادم"),
            ("وللخادم", "خادم"),
            ("لطلب", "طلب"),
            ("وبطلب", "طلب"),
            ("طلب", "طلب"),
            // Too little would remain.
            ("كلب", "كلب"),
            ("والد", "والد"),
            ("الان", "الان"),
            ("فشل", "فشل"),
            ("لله", "لله"),
        ] {
            assert_eq!(stem(word), expected, "{word}");
        }
    }

    #[test]
    fn what_is_typed_comes_first_and_its_alternatives_after_it() {
        for (typed, expected) in [
            ("Timeout", &["timeout"][..]),
            ("طلب", &["طلب"]),
            ("الطلبات", &["الطلبات", "طلبات"]),
            ("تعذر الاتصال", &["تعذر الاتصال", "تعذر اتصال"]),
            ("خطأ 503 بالخادم", &["خطا 503 بالخادم"]),
            ("مسؤول", &["مسوول", "مسيول", "مساول", "مسءول"]),
        ] {
            assert_eq!(alternatives(typed), expected, "{typed}");
        }
        assert!(alternatives("المسؤولية بالاجراءات").len() <= MAX_COUNT);
    }

    #[test]
    fn a_text_has_stems_where_one_differs() {
        assert_eq!(stems("code 503"), "");
        assert_eq!(stems("فشل طلب"), "");
        assert_eq!(stems("{\"m\":\"فشل الاتصال، 503\"}"), "فشل اتصال");
    }
}
