//! Time in which something was down: spans of time, merged where they overlap.

use std::time::Duration;

use crate::model::moment::Moment;

/// Spans that neither overlap nor touch, earliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DownTime(Vec<(Moment, Moment)>);

impl DownTime {
    /// The union of these spans, each from its first moment up to its last. One that ends before it begins is empty.
    pub(super) fn union(spans: impl IntoIterator<Item = (Moment, Moment)>) -> Self {
        let mut spans: Vec<_> = spans.into_iter().filter(|(from, to)| from < to).collect();
        spans.sort_unstable();
        let mut merged: Vec<(Moment, Moment)> = Vec::new();
        for (from, to) in spans {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    /// How much of it lies in that span.
    pub(super) fn within(&self, from: Moment, to: Moment) -> Duration {
        let parts = self.0.iter();
        parts
            .map(|span| span.1.min(to).since(span.0.max(from)))
            .sum()
    }
}
