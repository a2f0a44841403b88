//! Which notification takes which place on the desktop, and which of them are still to be seen.

use std::collections::VecDeque;

use crate::alert::Slot;

/// How many notifications are remembered: more than a person has open.
const REMEMBERED: usize = 500;

/// Which notification takes which place, the latest last. An id means something only to the server that gave it, which
/// begins anew when it is restarted.
#[derive(Default)]
pub(super) struct Shown(VecDeque<Given>);

struct Given {
    slot: Slot,
    owner: String,
    id: u32,
    lasts: bool,
    is_closed: bool,
}

#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
impl Shown {
    /// The id of what is to be seen there.
    pub fn of(&self, slot: Slot, owner: &str) -> Option<u32> {
        let given = self.0.iter().rev().find(|given| given.slot == slot);
        given
            .filter(|given| given.owner == owner && !given.is_closed)
            .map(|given| given.id)
    }

    /// The place of what is to be seen under that id.
    pub fn slot(&self, id: u32, owner: &str) -> Option<Slot> {
        let is_it = |given: &&Given| given.id == id && given.owner == owner && !given.is_closed;
        self.0.iter().rev().find(is_it).map(|given| given.slot)
    }

    /// Whether what was shown there last has left the screen: the person closed it, or its time was over.
    pub fn is_closed(&self, slot: Slot) -> bool {
        let given = self.0.iter().rev().find(|given| given.slot == slot);
        given.is_some_and(|given| given.is_closed)
    }

    /// The places of what stays on the screen until somebody takes it away.
    pub fn lasting(&self) -> Vec<Slot> {
        let lasts = |given: &&Given| given.lasts && !given.is_closed;
        self.0
            .iter()
            .filter(lasts)
            .map(|given| given.slot)
            .collect()
    }

    /// That server shows it there under that id. What another server shows is gone with it.
    pub fn remember(&mut self, slot: Slot, owner: &str, id: u32, lasts: bool) {
        self.0.retain(|given| {
            given.slot != slot && (given.is_closed || (given.owner == owner && given.id != id))
        });
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(Given {
            slot,
            owner: owner.to_owned(),
            id,
            lasts,
            is_closed: false,
        });
    }

    /// It has left the screen.
    pub fn close(&mut self, id: u32, owner: &str) {
        let is_it = |given: &&mut Given| given.id == id && given.owner == owner;
        if let Some(given) = self.0.iter_mut().rev().find(is_it) {
            given.is_closed = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_remembered_up_to_a_limit() {
        let mut shown = Shown::default();
        for id in 1..=2_000 {
            shown.remember(Slot::Incident(i64::from(id)), ":1.1", id, true);
        }
        assert_eq!(shown.0.len(), REMEMBERED);
        let (first, last) = (Slot::Incident(1), Slot::Incident(2_000));
        assert_eq!(shown.of(first, ":1.1"), None, "the oldest is forgotten");
        shown.remember(last, ":1.1", 7, true);
        assert_eq!(shown.of(last, ":1.1"), Some(7));
        assert_eq!(shown.slot(7, ":1.1"), Some(last));
        assert_eq!(shown.slot(2_000, ":1.1"), None, "its notification is gone");
    }

    #[test]
    fn what_was_closed_is_known_as_closed_also_to_the_next_server() {
        let mut shown = Shown::default();
        let (one, other) = (Slot::Incident(1), Slot::Incident(2));
        shown.remember(one, ":1.1", 7, true);
        shown.close(8, ":1.1");
        shown.close(7, ":1.2");
        assert_eq!(shown.of(one, ":1.1"), Some(7), "that was another");
        shown.close(7, ":1.1");
        assert_eq!(shown.of(one, ":1.1"), None);
        assert_eq!(shown.slot(7, ":1.1"), None);
        assert!(shown.is_closed(one) && !shown.is_closed(other));
        shown.remember(other, ":1.2", 1, true);
        assert!(shown.is_closed(one));
        assert_eq!(shown.lasting(), [other]);
        shown.remember(one, ":1.2", 2, false);
        assert!(!shown.is_closed(one));
        assert_eq!(shown.lasting(), [other]);
    }

    #[test]
    fn an_id_means_nothing_to_another_server() {
        let mut shown = Shown::default();
        let (one, other) = (Slot::Incident(1), Slot::Incident(2));
        shown.remember(one, ":1.1", 1, true);
        assert_eq!(shown.of(one, ":1.2"), None);
        assert_eq!(shown.slot(1, ":1.2"), None);
        shown.remember(other, ":1.2", 1, true);
        assert_eq!(shown.of(one, ":1.1"), None, "that server is gone");
        assert!(!shown.is_closed(one), "nobody closed it");
        assert_eq!(shown.slot(1, ":1.2"), Some(other));
    }
}
