//! The machine: where files are stored, how they are written, what starts at login or runs as a service, which program
//! opens links, where the two programs are, the proxy, the network, random numbers.

pub mod atomic_file;
pub mod autostart;
pub mod change_watch;
mod contents;
pub mod data_dir;
mod desktop_entry;
pub mod directory_watch;
mod files;
pub(crate) mod http_only;
pub mod language;
pub mod link_handler;
pub mod network;
mod private_file;
pub mod program_file;
pub mod programs;
pub mod proxy;
pub mod random;
mod running;
pub mod service;
pub mod window_state;
