//! Search by cause. A cause is not stored but derived from the code and the message at each search, so that better
//! rules also apply to older reports. That costs microseconds per report, so only the newest are searched.

use rusqlite::{Connection, functions::FunctionFlags};

use crate::{
    explain::{self, Cause},
    store::{error::StoreError, reader::Reader},
};

/// Delivery errors with one of these causes, among the newest 100,000.
pub const IN_DELIVERY_ERRORS: &str =
    "delivery_errors.id > (SELECT max(id) FROM delivery_errors) - 100000
    AND unreadable_reason IS NULL AND causes(code, message) & ? <> 0";

/// Incidents whose latest delivery error has one of these causes.
pub const IN_INCIDENTS: &str = "EXISTS (SELECT 1 FROM delivery_errors AS latest
    WHERE latest.id = incidents.last_error_id AND latest.unreadable_reason IS NULL
      AND causes(latest.code, latest.message) & ? <> 0)";

/// Registers the SQL function `causes(code, message)`: one bit for each possible cause.
pub fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("causes", 2, flags, |context| {
        let code: Option<i64> = context.get(0)?;
        let message = context.get_raw(1).as_str().unwrap_or_default();
        let explained = explain::explain(code, message);
        let may_be = explained.candidates.iter().chain([&explained.cause]);
        Ok(may_be.fold(0, |bits, cause| bits | bit(*cause)))
    })
}

/// `None` if the query names no cause.
pub fn asked(causes: &[Cause]) -> Option<i64> {
    let bits = causes.iter().fold(0, |bits, cause| bits | bit(*cause));
    (bits != 0).then_some(bits)
}

const fn bit(cause: Cause) -> i64 {
    1 << cause as i64
}

impl Reader {
    /// Which of these causes the latest unambiguous report of an incident gives.
    pub fn explained_cause(
        &self,
        incident_id: i64,
        open: &[Cause],
    ) -> Result<Option<Cause>, StoreError> {
        const LATEST: i64 = 100;
        let mut statement = self.0.prepare_cached(
            "SELECT code, message FROM delivery_errors
             WHERE incident_id = ?1 AND unreadable_reason IS NULL ORDER BY id DESC LIMIT ?2",
        )?;
        let mut rows = statement.query((incident_id, LATEST))?;
        while let Some(row) = rows.next()? {
            let message: String = row.get(1)?;
            let cause = explain::explain(row.get(0)?, &message).cause;
            if open.contains(&cause) {
                return Ok(Some(cause));
            }
        }
        Ok(None)
    }
}
