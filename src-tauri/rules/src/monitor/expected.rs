//! The statuses that a monitor expects.

use std::{fmt, ops::RangeInclusive};

/// The accepted statuses. If empty, those of a healthy endpoint ([`Probe::is_good`]).
#[derive(Debug, PartialEq, Eq)]
pub struct Expected(pub Vec<RangeInclusive<u16>>);

impl Expected {
    /// Parses statuses and ranges: `200-299,405`.
    pub fn parse(text: &str) -> Option<Self> {
        let parts = text.split(',').map(str::trim);
        match text.trim() {
            "" => Some(Self(Vec::new())),
            _ => parts.map(range).collect::<Option<_>>().map(Self),
        }
    }
}

fn range(text: &str) -> Option<RangeInclusive<u16>> {
    let status = |text: &str| {
        let digits = text.trim();
        let plain = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = plain.then(|| digits.parse().ok()).flatten()?;
        (100..=599).contains(&number).then_some(number)
    };
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (status(first)?, status(last)?),
        None => (status(text)?, status(text)?),
    };
    (first <= last).then_some(first..=last)
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, range) in self.0.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            match (range.start(), range.end()) {
                (first, last) if first == last => write!(f, "{comma}{first}")?,
                (first, last) => write!(f, "{comma}{first}-{last}")?,
            }
        }
        Ok(())
    }
}
