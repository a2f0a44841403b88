//! `missedhook mcp`: a Model Context Protocol server on standard input and output, for a coding agent. Like the other
//! commands it reads the data directory while another process writes, and changes nothing without `--allow-actions`.
//! Standard output carries only the protocol.

mod actions;
mod answer;
mod history;
mod incidents;
mod program;
mod relay;
mod resources;
mod rows;
mod server;

use std::{process::ExitCode, time::Duration};

use anyhow::Context as _;
use clap::Args;
use rmcp::{ServiceExt as _, transport::stdio_pipes};

use super::{Start, log, runtime};
use crate::shutdown::Shutdown;
use server::Server;

/// How long running calls may take at the end.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Serve the Model Context Protocol on standard input and output
#[derive(Args)]
#[command(after_help = "\
A coding agent starts this itself: name `missedhook` as its command and `mcp` as its argument. The agent can search the
history, read incidents with their diagnosis, check this machine and probe the hosts that you allowed (probe.allowed_hosts).
Secrets are redacted. Texts of reports come from outside; every tool tells the agent to treat them as data.")]
pub struct Mcp {
    /// Let the agent acknowledge, resolve and mute incidents and replay requests
    #[arg(long)]
    allow_actions: bool,
}

impl Mcp {
    pub fn run(self, start: &Start) -> anyhow::Result<ExitCode> {
        let runtime = runtime()?;
        let _log = log::log_to_terminal();
        let served = runtime.block_on(self.serve(start));
        // A blocking read of standard input can't be cancelled.
        runtime.shutdown_timeout(TIMEOUT);
        served.map(|()| ExitCode::SUCCESS)
    }

    /// Serves until the agent closes standard input or the program is asked to end.
    async fn serve(&self, start: &Start) -> anyhow::Result<()> {
        let mut ending = Shutdown::listen()?;
        let server = Server::new(start, self.allow_actions);
        let begun = tokio::select! {
            () = ending.requested() => return Ok(()),
            begun = server.serve(stdio_pipes()) => begun,
        };
        let service = match begun {
            Ok(service) => service,
            // Closed before initialisation.
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
            Err(error) => return Err(error).context("no agent spoke the Model Context Protocol"),
        };
        tokio::select! {
            () = ending.requested() => {}
            ended = service.waiting() => drop(ended?),
        }
        Ok(())
    }
}
