//! Queries over the history: the search language, and the rows of an export.

pub mod completion;
pub mod export;
pub mod filters;
pub mod incident_search;
pub mod pieces;
pub mod projects;
pub mod search;
pub mod searchable;
pub mod weekly;
