//! A search query as SQL, and the full-text index.

pub mod causes;
pub mod filter;
pub mod fulltext;
pub mod hosts;
pub mod match_counts;
