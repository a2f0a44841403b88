//! Folding: one spelling for a text and for what is searched in it. Resolves compatibility forms (NFKC), drops case,
//! marks above and below letters, tatweel and everything without a width, and merges Arabic letters that are mistaken
//! for each other. Pure. `ui/src/format/fold.ts` does the same; `fold.json` tests both.
//!
//! A hamza on a seat becomes the seat (`ؤ` is `و`, `ئ` is `ي`). A hamza after `ي` is dropped entirely, because to
//! anyone who types them «سيئ» and «سيء», «طارئ» and «طاريء» are one word.
//!
//! A folded text never has more characters than the NFKD form of the text in lower case. That form can be longer than
//! the text itself: `ﷺ` is 18 characters.

use std::ops::Range;

use unicode_normalization::{
    IsNormalized, UnicodeNormalization as _, char::decompose_compatible, is_nfc_quick,
};

/// The folded form of a text.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folding = Folding::default();
    folding.letters.reserve(text.len());
    text.chars().for_each(|c| folding.add(c, 0..0));
    let folded: String = folding.letters.iter().map(|letter| letter.c).collect();
    match folding.may_compose && is_nfc_quick(folded.chars()) != IsNormalized::Yes {
        true => folded.nfc().collect(),
        false => folded,
    }
}

/// A folded text with the position of each of its letters in the original text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// The folded form, as by [`fold`].
    pub text: String,
    /// For each of its characters, in bytes: where it begins, and the range it comes from in the original text.
    from: Vec<(usize, Range<usize>)>,
}

impl Folded {
    pub fn of(text: &str) -> Self {
        let mut folding = Folding::default();
        for (at, c) in text.char_indices() {
            folding.add(c, at..at + c.len_utf8());
        }
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            from: Vec::with_capacity(folding.letters.len()),
        };
        for cluster in folding.letters.chunk_by(|_, next| composes(next.c)) {
            let sent = cluster[0].sent.start..cluster[cluster.len() - 1].sent.end;
            for c in cluster.iter().map(|letter| letter.c).nfc() {
                folded.from.push((folded.text.len(), sent.clone()));
                folded.text.push(c);
            }
        }
        folded
    }

    /// The range of the original text behind a byte range of the folded text. Marks belong to their letter.
    pub fn sent(&self, range: Range<usize>) -> Option<Range<usize>> {
        let inside: Vec<_> = self
            .from
            .iter()
            .filter(|(at, _)| range.contains(at))
            .map(|(_, sent)| sent)
            .collect();
        let (first, last) = (inside.first()?, inside.last()?);
        Some(first.start..last.end)
    }
}

/// Whether a character may compose with the one before it.
fn composes(c: char) -> bool {
    !c.is_ascii() && is_nfc_quick(std::iter::once(c)) == IsNormalized::Maybe
        || unicode_normalization::char::canonical_combining_class(c) != 0
}

struct Letter {
    c: char,
    sent: Range<usize>,
}

#[derive(Default)]
struct Folding {
    letters: Vec<Letter>,
    may_compose: bool,
}

impl Folding {
    fn add(&mut self, c: char, sent: Range<usize>) {
        match c {
            '\0'..='\x7f' => self.push(c.to_ascii_lowercase(), sent),
            // Vowel signs that stand alone in old encodings. Their compatibility forms contain a space.
            '\u{fc5e}'..='\u{fc63}' | '\u{fe70}'..='\u{fe7f}' => self.extend_last(sent),
            _ => decompose_compatible(c, |c| {
                c.to_lowercase()
                    .for_each(|c| decompose_compatible(c, |c| self.add_plain(c, &sent)));
            }),
        }
    }

    /// Adds a letter that is lower-case and decomposed.
    fn add_plain(&mut self, c: char, sent: &Range<usize>) {
        let before = self.letters.last().map(|letter| letter.c);
        match c {
            HAMZA_ABOVE | HAMZA if before == Some(YEH) => {
                if c == HAMZA_ABOVE && self.ends_with_two_yehs() {
                    self.letters.pop();
                }
                self.extend_last(sent.clone());
            }
            _ if is_mark(c) => self.extend_last(sent.clone()),
            _ if is_without_width(c) => {}
            _ => match plain(c) {
                'ß' => ['s', 's']
                    .map(|c| self.push(c, sent.clone()))
                    .into_iter()
                    .collect(),
                c => self.push(c, sent.clone()),
            },
        }
    }

    fn push(&mut self, c: char, sent: Range<usize>) {
        // No Arabic letter composes with another once its marks are removed.
        self.may_compose |= c >= '\u{300}' && !('\u{600}'..'\u{700}').contains(&c);
        self.letters.push(Letter { c, sent });
    }

    /// Extends the source range of the last letter.
    fn extend_last(&mut self, sent: Range<usize>) {
        if let Some(last) = self.letters.last_mut() {
            last.sent.end = sent.end;
        }
    }

    fn ends_with_two_yehs(&self) -> bool {
        matches!(&*self.letters, [.., one, two] if one.c == YEH && two.c == YEH)
    }
}

const YEH: char = 'ي';
const HAMZA: char = 'ء';
const HAMZA_ABOVE: char = '\u{654}';

/// Marks of Latin, Greek, Cyrillic and Arabic letters, and tatweel. Marks of other scripts are letters in their own
/// right.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
            | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
            | '\u{8ca}'..='\u{8e1}' | '\u{8e3}'..='\u{8ff}'
    )
}

/// Characters without a width: direction marks, isolates, joiners, soft hyphens, variation selectors.
fn is_without_width(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{66c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// The representative of the letters that are mistaken for each other.
fn plain(c: char) -> char {
    match c {
        '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
        '\u{6f0}'..='\u{6f9}' => digit(c, '\u{6f0}'),
        '\u{66b}' => '.',
        '\u{671}'..='\u{673}' | '\u{675}' => 'ا',
        // Alef maksura, Persian and Urdu yeh.
        'ى' | '\u{6cc}' | '\u{6d2}' => YEH,
        // Teh marbuta, Urdu and Kurdish heh.
        'ة' | '\u{6be}' | '\u{6c1}' | '\u{6d5}' => 'ه',
        '\u{6a9}' => 'ك',
        'ς' => 'σ',
        _ => c,
    }
}

fn digit(c: char, zero: char) -> char {
    let value = u32::from(c) - u32::from(zero);
    char::from_digit(value, 10).unwrap_or(c)
}

/// Replaces Arabic and Persian digits with 0 to 9 and drops characters without a width: a number as such keyboards type
/// it.
pub fn with_ascii_digits(text: &str) -> String {
    let digits = text.chars().map(|c| match plain(c) {
        digit if digit.is_ascii_digit() => digit,
        _ => c,
    });
    digits.filter(|c| !is_without_width(*c)).collect()
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
