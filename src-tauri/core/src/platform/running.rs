//! What a running program publishes for commands on the same data directory.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::{
    model::{installed::Upgrade, moment::Moment},
    status::Verdict,
};

/// The program that uses a data directory now, and where its receiver listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// The process.
    pub pid: u32,
    /// The receiver's address; `None` if it does not listen.
    pub receiver: Option<SocketAddr>,
}

/// The status of a running program, as it last published it for other commands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedStatus {
    /// The process.
    pub pid: u32,
    /// When it was published.
    pub at: Moment,
    /// The verdict at that time.
    pub verdict: Verdict,
    /// The upgrade that waits for a restart.
    #[serde(default)]
    pub upgrade: Option<Upgrade>,
}
