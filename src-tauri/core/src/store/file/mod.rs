//! The database as files on a disk.

pub mod backup;
pub mod checkpoint;
pub mod connect;
pub mod database_files;
pub mod disk;
pub mod disk_failure;
pub mod open;
pub mod paths;
pub mod preflight;
pub mod read_only;
pub mod regrouping;
pub mod restore;
pub mod schema;
pub mod set_aside;
pub mod stamp;
pub mod targets_schema;
mod team_schema;
mod totals;
pub mod wal;
