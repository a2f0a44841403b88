//! The machine: where files are kept, how they are written, what starts at login, which proxy is set, which network
//! it is on, its random numbers.

pub mod autostart;
mod contents;
pub mod data_dir;
mod files;
pub mod network;
mod private_file;
pub mod proxy;
pub mod random;
pub mod whole_file;
