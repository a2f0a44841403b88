//! The relay's requests and attempts. They have their own database, `relay.db`, with its own writer thread, so that a
//! full relay never holds up the reports. It fails, recovers and is set aside like the main database, and shares the
//! code that does not depend on tables.

mod attempts;
mod counters;
mod database;
mod error;
mod file;
mod handle;
mod headers;
mod outbox;
mod outbox_rows;
mod prune;
mod rates;
mod reader;
mod replay;
mod requests;
pub(super) mod schema;
mod search;
mod shown;
mod silence;
mod traffic;
mod writer;

pub use error::RelayStoreError;
pub use handle::RelayStore;
pub use outbox::{DeliveredLater, Unreported};
pub use rates::DeliveryRates;
pub use reader::RelayReader;
pub use silence::Arrived;

#[cfg(test)]
mod tests;
