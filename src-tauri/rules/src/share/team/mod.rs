//! A team: machines that share their incidents through one PostgreSQL server. What is shared (`shared`), what an
//! acknowledgement of a colleague means (`merge`), when an incident of a colleague is notified (`policy`), and what is
//! shown of it. The core's `sharing::team` module talks to the server.

mod merge;
mod policy;
mod reference;
mod shared;
pub mod text;
mod view;

pub use merge::{Act, merged};
pub use policy::{ColleagueState, Notified, decide};
pub use reference::Reference;
pub use shared::{MAX_NAME, SharedIncident};
pub use view::{ColleagueIncident, TeamLink, TeamTest, TeamView};
