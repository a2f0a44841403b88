//! The rows of the latest commits, for a follower that need not read back from disk what the writer has just written.
//! Bounded: a slow follower reads from the store, as does one that starts later.

use std::collections::VecDeque;

use parking_lot::Mutex;

use crate::incident::delivery_error::DeliveryError;

/// How many bytes of text are kept for a slow follower.
const MAX_BYTES: usize = 1 << 20;

/// The approximate size of a row without its texts.
const ROW: usize = 256;

#[derive(Default)]
pub struct Committed(Mutex<Rows>);

#[derive(Default)]
struct Rows {
    is_followed: bool,
    /// Every row after this id is here; `None` if that is not known.
    after: Option<i64>,
    rows: VecDeque<DeliveryError>,
    bytes: usize,
}

impl Committed {
    /// Whether anybody follows.
    pub fn are_wanted(&self) -> bool {
        self.0.lock().is_followed
    }

    /// Adds the rows of a commit, in order.
    pub fn add(&self, rows: Vec<DeliveryError>) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return;
        };
        let (before, newest) = (first.id - 1, last.id);
        let mut kept = self.0.lock();
        kept.after.get_or_insert(before);
        kept.bytes += rows.iter().map(size).sum::<usize>();
        kept.rows.extend(rows);
        if kept.bytes > MAX_BYTES {
            kept.clear(Some(newest));
        }
    }

    /// Drops the rows: the store may hold rows that were not added here.
    pub fn forget(&self) {
        self.0.lock().clear(None);
    }

    /// Takes every row committed after that id; `None` if the caller has to read the store. From the first call on,
    /// rows are kept for the next call. For one follower.
    pub fn take(&self, after: i64) -> Option<Vec<DeliveryError>> {
        let mut kept = self.0.lock();
        kept.is_followed = true;
        if kept.after? > after {
            return None;
        }
        let rows: Vec<_> = kept.rows.drain(..).filter(|row| row.id > after).collect();
        kept.bytes = 0;
        kept.after = Some(rows.last().map_or(after, |row| row.id));
        Some(rows)
    }
}

impl Rows {
    fn clear(&mut self, after: Option<i64>) {
        self.rows = VecDeque::new();
        self.bytes = 0;
        self.after = after;
    }
}

fn size(row: &DeliveryError) -> usize {
    ROW + row.endpoint.len() + row.message.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{incident::delivery_error::Source, model::moment::Moment};

    fn row(id: i64, message: &str) -> DeliveryError {
        DeliveryError {
            id,
            received_at: Moment::from_millis(0),
            code: None,
            endpoint: String::new(),
            message: message.to_owned(),
            readable: true,
            source: Source::Retm,
            merchant: None,
            relay_request: None,
            incident_id: 1,
        }
    }

    fn taken(committed: &Committed, after: i64) -> Option<Vec<i64>> {
        let rows = committed.take(after)?;
        Some(rows.iter().map(|row| row.id).collect())
    }

    #[test]
    fn every_row_is_handed_on_once_or_the_store_is_to_be_read() {
        let committed = Committed::default();
        assert!(!committed.are_wanted(), "nobody follows");
        assert_eq!(taken(&committed, 0), None);
        assert!(committed.are_wanted());
        committed.add(vec![row(5, ""), row(7, "")]);
        assert_eq!(taken(&committed, 3), None, "4 was before");
        assert_eq!(
            taken(&committed, 5),
            Some(vec![7]),
            "5 was read from the store"
        );
        assert_eq!(taken(&committed, 7), Some(vec![]));
        committed.add(vec![row(9, "")]);
        assert_eq!(taken(&committed, 7), Some(vec![9]));
        committed.add(vec![row(10, ""), row(11, &"m".repeat(MAX_BYTES))]);
        assert_eq!(taken(&committed, 9), None, "too much was kept");
        assert_eq!(taken(&committed, 11), Some(vec![]));
        committed.forget();
        assert_eq!(
            taken(&committed, 11),
            None,
            "one may be there that was not added"
        );
        committed.add(vec![row(13, "")]);
        assert_eq!(taken(&committed, 11), None);
        assert_eq!(taken(&committed, 13), Some(vec![]));
    }
}
