//! A week of incidents: how many opened, how long endpoints were down, and what stood out. Pure: the caller passes in
//! the incidents, the time and the zone.

mod down_time;
mod schedule;
mod summary;
#[cfg(test)]
mod tests;
mod week;

pub use schedule::{Due, Schedule, day_name, weekday};
pub use summary::{
    EndpointDown, IncidentOfWeek, SlowestRecovery, WeekCause, WeekDay, WeekIncident, WeekSummary,
    WeekTotals, summarise,
};
pub use week::{Week, WeekBegins};
