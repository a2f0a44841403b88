//! `missedhook local-only`: makes the same choice as "this machine only" in the window.

use std::process::ExitCode;

use clap::Args;
use missedhook_core::settings::Settings;

use super::{DataDirArg, print_line};

/// Work on this machine only: do not expect RETM to reach it
#[derive(Args)]
pub struct LocalOnly {
    /// Expect RETM to reach this machine again
    #[arg(long)]
    off: bool,
}

impl LocalOnly {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let dir = data_dir_arg.existing()?;
        let value = if self.off { "" } else { "true" };
        let settings = Settings::set(&dir, "setup.local_only", value)?;
        let wants_way_in = settings.tunnel.kind.is_some() || settings.public_url.is_some();
        print_line(match (settings.local_only, wants_way_in) {
            (true, false) => {
                "This machine only: RETM can't reach you, and nothing asks for a tunnel."
            }
            (true, true) => {
                "Noted; but a tunnel or a public URL is set, and that counts until it is taken out of settings.toml."
            }
            (false, _) => "RETM is to reach this machine.",
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
