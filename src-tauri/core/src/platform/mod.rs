//! The machine: where files are kept, how they are written, what starts at login, which proxy is set.

pub mod autostart;
mod contents;
pub mod data_dir;
pub mod proxy;
pub mod whole_file;
