//! The dependencies of tunnels.

use std::{io, path::PathBuf};

use super::{Guard, TunnelTimings, usual_directories};
use crate::model::moment::{Clock, system_clock};

/// The dependencies of tunnels.
#[derive(Clone)]
pub struct TunnelDeps {
    /// Runs tunnel programs: see [`Guard`].
    pub guard: Guard,
    pub timings: TunnelTimings,
    /// The clock for the times in the status.
    pub clock: Clock,
    /// The directories to search for programs.
    pub places: Vec<PathBuf>,
}

impl TunnelDeps {
    /// The real ones of this machine.
    ///
    /// # Errors
    /// The system does not report where this program is.
    pub fn of_this_machine() -> io::Result<Self> {
        Ok(Self {
            guard: Guard::of_this_program()?,
            timings: TunnelTimings::default(),
            clock: system_clock(),
            places: usual_directories(),
        })
    }
}
