//! A search query as SQL, and the full-text index.

pub mod causes;
pub mod endpoints;
pub mod filter;
pub mod folding;
pub mod fulltext;
pub mod groups;
pub mod hosts;
mod incident_set;
pub mod indexing;
pub mod match_counts;
pub mod patterns;
mod projects;
pub mod renewal;
pub mod where_clause;
