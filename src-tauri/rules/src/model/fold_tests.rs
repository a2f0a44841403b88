//! One table for both languages, and properties that hold for any text.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::*;

/// Letters that fold, compose or have no width, and characters that occur around them.
const LETTERS: &str = "[a-zA-ZßéİK\u{300}-\u{304}ء-ي\u{640}-\u{655}\u{660}-\u{675}\u{6c0}-\u{6d5}ﷺﻻﭑ\u{fe70}-\u{fefc}\
    ｶﾞかガ\u{3099}ᄀ-다-ᅣᆨ가कि्\u{200b}-\u{200f}\u{2066}-\u{2069}\u{61c} \"]{0,12}";

#[test]
fn both_languages_fold_alike() {
    let examples: serde_json::Value =
        serde_json::from_str(include_str!("../../../../ui/src/format/fold.json")).unwrap();
    for example in examples["folded"].as_array().unwrap() {
        let [text, folded] = [0, 1].map(|at| example[at].as_str().unwrap());
        assert_eq!(fold(text), folded, "{text}");
    }
    for example in examples["found"].as_array().unwrap() {
        let [text, needle, sent] = [0, 1, 2].map(|at| example[at].as_str().unwrap());
        let folded = Folded::of(text);
        let at = folded.text.find(needle).unwrap();
        let range = folded.sent(at..at + needle.len()).unwrap();
        assert_eq!(&text[range], sent, "{needle} in {text}");
    }
}

#[test]
fn every_character_folds_to_what_stays() {
    for c in '\0'..=char::MAX {
        let folded = fold(&c.to_string());
        assert_eq!(fold(&folded), folded, "{c:?} {:x}", u32::from(c));
    }
}

#[test]
fn digits_are_read_from_any_keyboard() {
    for (text, digits) in [
        ("٥٠٣", "503"),
        ("۵۰۳", "503"),
        ("\u{200f}٢d", "2d"),
        ("أ", "أ"),
    ] {
        assert_eq!(with_ascii_digits(text), digits);
    }
}

proptest! {
    #[test]
    fn folding_again_changes_nothing(text in any::<String>(), more in LETTERS) {
        for text in [text, more] {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }
    }

    #[test]
    fn nothing_grows_beyond_its_compatibility_form(text in any::<String>(), more in LETTERS) {
        for text in [text, more] {
            let long = text.nfkd().flat_map(char::to_lowercase).nfkd().flat_map(|c| {
                std::iter::repeat_n(c, if c == 'ß' { 2 } else { 1 })
            });
            prop_assert!(fold(&text).chars().count() <= long.count());
        }
    }

    #[test]
    fn arabic_and_ascii_never_grow_at_all(text in "[ -~ء-ْ٠-٩۰-۹\u{200e}\u{200f}\u{2066}-\u{2069}]{0,40}") {
        let folded = fold(&text);
        prop_assert!(folded.len() <= text.len());
        prop_assert!(folded.chars().count() <= text.chars().count());
    }

    #[test]
    fn every_part_is_mapped_to_what_folds_to_it(text in LETTERS, from in 0_usize..40, length in 1_usize..8) {
        let folded = Folded::of(&text);
        prop_assert_eq!(&folded.text, &fold(&text));
        let starts: Vec<usize> = folded.text.char_indices().map(|(at, _)| at).collect();
        let Some(&start) = starts.get(from) else { return Ok(()); };
        let end = starts.get(from + length).copied().unwrap_or(folded.text.len());
        let sent = folded.sent(start..end).unwrap();
        let part = fold(&text[sent]);
        prop_assert!(part.contains(&folded.text[start..end]), "{part:?}");
    }
}
