//! Passes incidents on to other people: to targets, and to the colleagues of a team.

pub mod targets;
pub mod team;
