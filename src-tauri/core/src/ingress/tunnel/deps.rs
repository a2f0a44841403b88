//! What tunnels need to run.

use std::{io, path::PathBuf};

use super::{Guard, TunnelTimings, usual_places};
use crate::model::moment::{Clock, system_clock};

/// What tunnels are run with.
#[derive(Clone)]
pub struct TunnelDeps {
    /// What stands between the app and a tunnel program.
    pub guard: Guard,
    /// The times.
    pub timings: TunnelTimings,
    /// The clock that the state's moments are read from.
    pub clock: Clock,
    /// Where programs are looked for.
    pub places: Vec<PathBuf>,
}

impl TunnelDeps {
    /// Those of this program on this machine.
    ///
    /// # Errors
    /// Where the system does not tell where this program is.
    pub fn of_this_machine() -> io::Result<Self> {
        Ok(Self {
            guard: Guard::of_this_program()?,
            timings: TunnelTimings::default(),
            clock: system_clock(),
            places: usual_places(),
        })
    }
}
