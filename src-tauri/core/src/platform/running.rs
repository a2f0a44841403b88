//! What a running program says of itself to commands on the same data directory.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::{model::moment::Moment, status::Verdict};

/// Who works on a data directory now, and where its receiver listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// The process.
    pub pid: u32,
    /// The receiver's address; none where it does not listen.
    pub receiver: Option<SocketAddr>,
}

/// How a running program stands, as it last wrote it down for other commands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedStatus {
    /// The process.
    pub pid: u32,
    /// When it wrote that.
    pub at: Moment,
    /// How things stood.
    pub verdict: Verdict,
}
