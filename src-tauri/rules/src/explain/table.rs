//! The codes as a table for looking one up.

use serde::Serialize;
use ts_rs::TS;

use super::rules::{RULES, RuleTexts, StatusRule};
use crate::model::http_status;

/// The explanation of one code, or of a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CodeWords {
    /// The code or range: `503`, `500–599`, `0`, `No code`.
    pub code: String,
    /// The standard name of a single HTTP status.
    pub name: Option<String>,
    /// What it means, in one sentence.
    pub meaning: String,
    /// What to try next, in one sentence.
    pub next: String,
}

/// All explanations: code 0 and no code first, then the HTTP statuses in order.
pub fn table() -> Vec<CodeWords> {
    let Some(rules) = RULES.as_ref() else {
        return Vec::new();
    };
    let special = [("0", "zero"), ("No code", "no-code")];
    let special = special.into_iter().filter_map(|(code, key)| {
        let words = rules.meanings.get(key)?;
        Some(row(code.to_owned(), None, words))
    });
    let mut statuses: Vec<_> = rules.statuses.iter().collect();
    // The range for the rest of a hundred comes after its single codes.
    statuses.sort_by_key(|rule| {
        (
            rule.codes.1 / 100,
            rule.codes.1 - rule.codes.0 > 50,
            rule.codes.0,
        )
    });
    let is_alone = |first: u16| {
        let of_hundred = |rule: &&&StatusRule| rule.codes.0 / 100 == first / 100;
        statuses.iter().filter(of_hundred).count() == 1
    };
    let statuses = statuses.iter().map(|rule| {
        let (first, last) = rule.codes;
        let is_one = first == last;
        let code = match (is_one, last - first) {
            (true, _) => first.to_string(),
            (false, 99) if is_alone(first) => format!("{}xx", first / 100),
            (false, 99) => format!("Other {}xx", first / 100),
            (false, _) => format!("{first}–{last}"),
        };
        let name = http_status::reason(first.into()).filter(|_| is_one);
        row(code, name, &rule.words)
    });
    special.chain(statuses).collect()
}

fn row(code: String, name: Option<&str>, words: &RuleTexts) -> CodeWords {
    CodeWords {
        code,
        name: name.map(str::to_owned),
        meaning: words.meaning.clone(),
        next: words.next.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_row_and_0_is_explained() {
        let table = table();
        let codes: Vec<_> = table.iter().map(|row| row.code.as_str()).collect();
        assert_eq!(codes[..2], ["0", "No code"]);
        assert!(table[0].meaning.contains("no HTTP response"));
        for code in ["404", "503"] {
            assert!(codes.contains(&code), "{codes:?}");
        }
        let unavailable = table.iter().find(|row| row.code == "503").unwrap();
        assert_eq!(unavailable.name.as_deref(), Some("Service Unavailable"));
        let mut once = codes.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), codes.len(), "{codes:?}");
    }
}
