//! The sender of a request.

use std::{net::SocketAddr, sync::Arc};

use super::connection_limit::Permit;

/// Who sends, as far as the receiver knows.
#[derive(Clone)]
pub struct Caller {
    pub peer: SocketAddr,
    pub permit: Arc<Permit>,
}

impl Caller {
    /// Names the caller in lines of the log. Entered for a line, not for a request: most requests log nothing.
    pub fn span(&self) -> tracing::Span {
        tracing::info_span!("connection", peer = %self.peer)
    }
}
