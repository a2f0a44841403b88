//! Compares two texts line by line.

use serde::Serialize;
use ts_rs::TS;

/// The maximum size of the table for the longest common subsequence. Beyond it, everything between the equal ends
/// counts as replaced.
const CELLS: usize = 4_000_000;

/// A difference between the two texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Difference {
    /// A JSON pointer (RFC 6901) such as `/order/items/0/price`, empty for the whole; or the line number.
    pub path: String,
    /// The first text's value. `None` if the second has added it.
    pub from: Option<String>,
    /// The second text's value. `None` if it was removed.
    pub to: Option<String>,
}

/// The lines that only one of the texts has, in order. The path is the line number in the text that has it.
pub fn differences(first: &str, second: &str) -> Vec<Difference> {
    let (first, second): (Vec<_>, Vec<_>) = (first.lines().collect(), second.lines().collect());
    let same = |(one, other): &(&&str, &&str)| one == other;
    let begin = first.iter().zip(&second).take_while(same).count();
    let (old, new) = (&first[begin..], &second[begin..]);
    let end = old.iter().rev().zip(new.iter().rev());
    let end = end.take_while(same).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    let common = common(old, new);
    let mut found = Vec::new();
    let (mut at_old, mut at_new) = (0, 0);
    for (old_end, new_end) in common.into_iter().chain([(old.len(), new.len())]) {
        found.extend((at_old..old_end).map(|line| Difference {
            path: (begin + line + 1).to_string(),
            from: Some(old[line].to_owned()),
            to: None,
        }));
        found.extend((at_new..new_end).map(|line| Difference {
            path: (begin + line + 1).to_string(),
            from: None,
            to: Some(new[line].to_owned()),
        }));
        (at_old, at_new) = (old_end + 1, new_end + 1);
    }
    found
}

/// The longest common subsequence of lines, as pairs of indexes.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    if (old.len() + 1).saturating_mul(width) > CELLS {
        return Vec::new();
    }
    // The length from that position on.
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    for at_old in (0..old.len()).rev() {
        for at_new in (0..new.len()).rev() {
            let cell = at_old * width + at_new;
            lengths[cell] = match old[at_old] == new[at_new] {
                true => lengths[cell + width + 1] + 1,
                false => lengths[cell + width].max(lengths[cell + 1]),
            };
        }
    }
    let (mut at_old, mut at_new, mut places) = (0, 0, Vec::new());
    while at_old < old.len() && at_new < new.len() {
        let cell = at_old * width + at_new;
        if old[at_old] == new[at_new] {
            places.push((at_old, at_new));
            (at_old, at_new) = (at_old + 1, at_new + 1);
        } else if lengths[cell + width] >= lengths[cell + 1] {
            at_old += 1;
        } else {
            at_new += 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared_lines(first: &str, second: &str) -> Vec<String> {
        let each = differences(first, second).into_iter();
        each.map(|one| match (one.from, one.to) {
            (Some(from), _) => format!("-{}{from}", one.path),
            (_, to) => format!("+{}{}", one.path, to.unwrap_or_default()),
        })
        .collect()
    }

    #[test]
    fn lines_that_only_one_has() {
        let none: [&str; 0] = [];
        for (first, second, expected) in [
            ("a\nb", "a\nb\n", &none[..]),
            ("a\nb\nc", "a\nc", &["-2b"]),
            ("a\nc", "a\nb\nc", &["+2b"]),
            ("a\nb\nc", "a\nx\nc", &["-2b", "+2x"]),
            ("a\nb\nc\nd", "b\nx\nd\ne", &["-1a", "-3c", "+2x", "+4e"]),
            ("", "a", &["+1a"]),
            ("a\na", "a", &["-2a"]),
        ] {
            assert_eq!(
                compared_lines(first, second),
                expected,
                "{first:?} {second:?}"
            );
        }
        let long = |line: &str| format!("{line}\n").repeat(3_000);
        assert_eq!(differences(&long("a"), &long("b")).len(), 6_000);
    }
}
