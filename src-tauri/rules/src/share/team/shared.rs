//! What colleagues get of an incident: no body, no header, no address. Texts are redacted and bounded.

use crate::{
    incident::IncidentState,
    model::{moment::Moment, visible},
    redaction::Redaction,
};

/// The longest name of a machine, in characters.
pub const MAX_NAME: usize = 40;
/// The longest endpoint that is shared, in characters.
const MAX_ENDPOINT: usize = 500;
/// The longest message that is shared, in characters.
const MAX_MESSAGE: usize = 500;

/// An incident as colleagues get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedIncident {
    /// Its number on its machine.
    pub incident: i64,
    /// The number of this change on its machine: the later of two is the larger.
    pub number: i64,
    /// Grows each time that it opens.
    pub episode: i64,
    pub state: IncidentState,
    /// Who put it in that state; `None` if a rule or a report did.
    pub by: Option<String>,
    /// The normalised endpoint; empty for unreadable reports.
    pub endpoint: String,
    /// The code of its latest delivery error.
    pub code: Option<i64>,
    /// The message of its latest delivery error.
    pub message: String,
    pub error_count: i64,
    pub opened_at: Moment,
    pub last_error_at: Moment,
}

impl SharedIncident {
    /// The same without secrets, on one line each, and no longer than others have to take.
    #[must_use]
    pub fn redacted(self, redaction: &Redaction) -> Self {
        let clean = |text: &str, most: usize| {
            // `visible` also writes out NUL, which PostgreSQL's texts can't hold.
            let text = visible::line(&redaction.text(text));
            text.chars().take(most).collect()
        };
        Self {
            endpoint: clean(&self.endpoint, MAX_ENDPOINT),
            message: clean(&self.message, MAX_MESSAGE),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_long_or_unprintable_leaves_the_machine() {
        let incident = SharedIncident {
            incident: 1,
            number: 1,
            episode: 1,
            state: IncidentState::Open,
            by: None,
            endpoint: "https://user:pa55word@a.example/retm?token=s3cr3t-t0ken-77".to_owned(),
            code: Some(503),
            message: format!("key 0123456789abcdef\0\n{}", "x".repeat(2_000)),
            error_count: 1,
            opened_at: Moment::from_millis(0),
            last_error_at: Moment::from_millis(0),
        };
        let shared = incident.redacted(&Redaction::of(["0123456789abcdef"]));
        let all = format!("{shared:?}");
        for secret in ["pa55word", "s3cr3t", "0123456789abcdef"] {
            assert!(!all.contains(secret), "{all}");
        }
        assert!(shared.endpoint.contains("a.example/retm"), "{all}");
        assert!(!shared.message.contains(['\0', '\n']), "{all}");
        assert_eq!(shared.message.chars().count(), MAX_MESSAGE);
    }
}
