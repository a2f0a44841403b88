//! What leaves this machine for other people: an incident as a document, messages to targets, and what a team shares.

pub mod incident_report;
pub mod target;
pub mod team;
