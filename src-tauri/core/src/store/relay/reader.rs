//! The read-only connection. Each query is an `impl RelayReader` beside its SQL.

use std::fs;

use rusqlite::Connection;

use super::{error::RelayStoreError, file, schema, search};
use crate::{
    platform::data_dir::DataDir,
    store::{
        error::StoreError,
        file::{connect, preflight, read_only},
    },
};

/// A read-only connection to the relay's database.
pub struct RelayReader(pub(super) Connection);

impl RelayReader {
    pub(super) fn new(connection: Connection) -> Result<Self, StoreError> {
        search::register(&connection)?;
        Ok(Self(connection))
    }

    pub(super) fn into_connection(self) -> Connection {
        self.0
    }

    /// SQLite's check of every page and index; `None` if it finds nothing. Slow on a large database.
    pub fn integrity(&self) -> Result<Option<String>, RelayStoreError> {
        Ok(connect::integrity(&self.0)?)
    }

    /// Opens the database for reading only, next to any writer; `None` if there is no database yet. Changes nothing.
    ///
    /// # Errors
    /// It was written by a newer or older version or by another program, or is damaged; or SQLite's error.
    pub fn open(dir: &DataDir) -> Result<Option<Self>, RelayStoreError> {
        let path = dir.relay_database();
        preflight::check_for_reading(&path)?;
        if fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
            return Ok(None);
        }
        let (connection, _) = read_only::open(&path)?;
        match file::version(&connection, &path)? {
            0 => Ok(None),
            found if found < schema::VERSION => Err(StoreError::FromThePast {
                path,
                found,
                known: schema::VERSION,
            }
            .into()),
            _ => Ok(Some(Self::new(connection)?)),
        }
    }
}
