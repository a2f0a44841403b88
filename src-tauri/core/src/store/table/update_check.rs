//! The result of the last update check, as numbers in `marks`.

use strum::FromRepr;

use super::counters::{
    UPDATE_CHECKED_AT, UPDATE_NOTIFIED, UPDATE_OUTCOME, UPDATE_VERSION, read, write,
};
use crate::{
    model::{moment::Moment, release::Version},
    store::{error::StoreError, handle::Store, reader::Reader},
};

/// The result of an update check. The database stores these numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRepr)]
#[repr(i64)]
pub enum UpdateOutcome {
    /// The file names a version.
    Named = 1,
    /// The file or its signature could not be fetched.
    NotReached = 2,
    /// The file is not signed with the right key.
    NotSigned = 3,
    /// The file is signed but names no version.
    NotReadable = 4,
}

/// The last update check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateCheck {
    pub at: Moment,
    pub outcome: UpdateOutcome,
    /// The newest version that a check has found; `None` if there is none yet.
    pub version: Option<Version>,
    /// The version that a notification was shown for.
    pub notified: Option<Version>,
}

impl Reader {
    /// The last update check; `None` if there was none yet.
    pub fn update_check(&self) -> Result<Option<UpdateCheck>, StoreError> {
        let outcome = UpdateOutcome::from_repr(read(&self.0, UPDATE_OUTCOME)?);
        let version = |number: i64| Version::from_number(number).filter(|_| number > 0);
        let Some(outcome) = outcome else {
            return Ok(None);
        };
        Ok(Some(UpdateCheck {
            at: Moment::from_millis(read(&self.0, UPDATE_CHECKED_AT)?),
            outcome,
            version: version(read(&self.0, UPDATE_VERSION)?),
            notified: version(read(&self.0, UPDATE_NOTIFIED)?),
        }))
    }
}

impl Store {
    /// Stores a check and the version that it found.
    pub async fn record_update_check(
        &self,
        at: Moment,
        outcome: UpdateOutcome,
        version: Option<Version>,
    ) -> Result<(), StoreError> {
        self.change(move |context| {
            write(context.transaction, UPDATE_CHECKED_AT, at.millis())?;
            write(context.transaction, UPDATE_OUTCOME, outcome as i64)?;
            match version {
                Some(version) => write(context.transaction, UPDATE_VERSION, version.number()),
                None => Ok(()),
            }
        })
        .await
    }

    /// Records that a notification about that version was shown. Blocks.
    pub fn notified_of_update(&self, version: Version) -> Result<(), StoreError> {
        self.change_blocking(move |context| {
            write(context.transaction, UPDATE_NOTIFIED, version.number())
        })
    }
}
