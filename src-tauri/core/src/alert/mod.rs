//! Alerts: deciding whether a person is told (`policy`: pure), in which words (`words`: pure), and the thread
//! that tells (`raising`); what is told besides incidents is in `telling`. What is decided is a row in the store before anything is shown, so that nothing
//! that was decided is forgotten, whenever the program ends.

mod monitors;
mod pause;
mod policy;
pub mod raising;
mod telling;
pub mod words;

pub use pause::AlertPause;
pub use policy::{
    About, Around, Facts, History, Kind, Occurrence, POLICY, Pause, Pending, Plan, STORM_GATHERS,
    STORM_WITHIN, Said, Step, Storm, Verdict, Why, on_report, plan,
};
pub use telling::{Shown, Still, Told};
pub use words::{Actions, Notice, Slot, reason};
