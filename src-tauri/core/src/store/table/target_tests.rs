//! The last test of each target, as numbers in `marks`: when it was sent, and whether it appeared.

use rusqlite::Connection;

use super::counters;
use crate::{
    feed::Topic,
    model::moment::Moment,
    share::target::TargetTest,
    store::{error::StoreError, handle::Store, sql::Sql as _},
};

/// The prefixes before the target's name.
const SENT_AT: &str = "target_tested:";
/// 1: it appeared, -1: it did not, 0: not said.
const APPEARED: &str = "target_appeared:";

/// The last test of a target; `None` if it was never tested.
pub fn last(connection: &Connection, target: &str) -> Result<Option<TargetTest>, StoreError> {
    let at = counters::read(connection, &format!("{SENT_AT}{target}"))?;
    let appeared = counters::read(connection, &format!("{APPEARED}{target}"))?;
    Ok((at > 0).then(|| TargetTest {
        at: Moment::from_millis(at),
        appeared: (appeared != 0).then_some(appeared > 0),
    }))
}

/// Forgets the tests of all targets but these, a JSON array of names.
pub fn forget_others(connection: &Connection, known: &str) -> Result<(), StoreError> {
    for prefix in [SENT_AT, APPEARED] {
        connection.run(
            "DELETE FROM marks WHERE substr(name, 1, length(?1)) = ?1
               AND substr(name, length(?1) + 1) NOT IN (SELECT value FROM json_each(?2))",
            (prefix, known),
        )?;
    }
    Ok(())
}

/// The test of a target that gets another name.
pub fn rename(connection: &Connection, before: &str, after: &str) -> Result<(), StoreError> {
    for prefix in [SENT_AT, APPEARED] {
        connection.run(
            "UPDATE OR REPLACE marks SET name = ?1 || ?3 WHERE name = ?1 || ?2",
            (prefix, before, after),
        )?;
    }
    Ok(())
}

impl Store {
    /// Records that a test was sent. Blocks.
    pub fn record_target_test(&self, target: &str, at: Moment) -> Result<(), StoreError> {
        self.write_test(target, Some(at), 0)
    }

    /// Records whether the last test appeared. Blocks.
    pub fn answer_target_test(&self, target: &str, appeared: bool) -> Result<(), StoreError> {
        self.write_test(target, None, if appeared { 1 } else { -1 })
    }

    fn write_test(
        &self,
        target: &str,
        at: Option<Moment>,
        appeared: i64,
    ) -> Result<(), StoreError> {
        let target = target.to_owned();
        self.change_blocking(move |context| {
            let connection = context.transaction;
            if let Some(at) = at {
                counters::write(connection, &format!("{SENT_AT}{target}"), at.millis())?;
            }
            counters::write(connection, &format!("{APPEARED}{target}"), appeared)?;
            context.changes.push(Topic::Outbox);
            Ok(())
        })
    }
}
