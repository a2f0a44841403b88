//! What came of the last look for a newer version, as numbers in `marks`.

use strum::FromRepr;

use super::counters::{
    UPDATE_LOOKED_AT, UPDATE_NOTIFIED, UPDATE_OUTCOME, UPDATE_VERSION, read, write,
};
use crate::{
    model::{moment::Moment, release::Version},
    store::{error::StoreError, handle::Store, reader::Reader},
};

/// What came of a look. The numbers stand in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRepr)]
#[repr(i64)]
pub enum UpdateOutcome {
    /// The file names a version.
    Named = 1,
    /// The file or its signature did not come.
    NotReached = 2,
    /// It is not signed with the key.
    NotSigned = 3,
    /// It is signed, and names no version.
    NotReadable = 4,
}

/// The last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateLook {
    /// When it was.
    pub at: Moment,
    /// What came of it.
    pub outcome: UpdateOutcome,
    /// The newest version that a look has found; none yet.
    pub version: Option<Version>,
    /// The version that a notification was shown of.
    pub notified: Option<Version>,
}

impl Reader {
    /// The last look for a newer version; none yet.
    pub fn update_look(&self) -> Result<Option<UpdateLook>, StoreError> {
        let outcome = UpdateOutcome::from_repr(read(&self.0, UPDATE_OUTCOME)?);
        let version = |number: i64| Version::from_number(number).filter(|_| number > 0);
        let Some(outcome) = outcome else {
            return Ok(None);
        };
        Ok(Some(UpdateLook {
            at: Moment::from_millis(read(&self.0, UPDATE_LOOKED_AT)?),
            outcome,
            version: version(read(&self.0, UPDATE_VERSION)?),
            notified: version(read(&self.0, UPDATE_NOTIFIED)?),
        }))
    }
}

impl Store {
    /// Notes a look, and the version that it found.
    pub async fn looked_for_update(
        &self,
        at: Moment,
        outcome: UpdateOutcome,
        version: Option<Version>,
    ) -> Result<(), StoreError> {
        self.change(move |context| {
            write(context.transaction, UPDATE_LOOKED_AT, at.millis())?;
            write(context.transaction, UPDATE_OUTCOME, outcome as i64)?;
            match version {
                Some(version) => write(context.transaction, UPDATE_VERSION, version.number()),
                None => Ok(()),
            }
        })
        .await
    }

    /// Notes that a notification of that version was shown. Blocks.
    pub fn notified_of_update(&self, version: Version) -> Result<(), StoreError> {
        self.change_blocking(move |context| {
            write(context.transaction, UPDATE_NOTIFIED, version.number())
        })
    }
}
