//! Alerts: deciding whether a person is told (`policy`: pure), when and how (`planning`: pure), in which words
//! (`words`: pure), and the thread that tells (`raising`); what is told besides incidents is in `telling`. What is
//! decided is a row in the store before anything is shown, so that nothing that was decided is forgotten, whenever
//! the program ends.

mod monitors;
mod pause;
mod planning;
mod policy;
pub mod raising;
mod telling;
pub mod words;

pub use pause::AlertPause;
pub use planning::{
    About, Around, History, MOST_PENDING, Pause, Pending, Plan, STORM_CALM, STORM_GATHERS,
    STORM_WITHIN, Step, Storm, plan,
};
pub use policy::{Facts, Kind, Occurrence, POLICY, Said, Verdict, Why, on_recovery, on_report};
pub use telling::{Shown, Still, Told};
pub use words::{Actions, Notice, Slot, reason};
