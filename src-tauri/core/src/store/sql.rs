//! Statements in one call. Each is prepared once per connection.

use rusqlite::{Connection, OptionalExtension as _, Params, Row, types::FromSql};

use super::error::StoreError;

pub trait Sql {
    fn run(&self, sql: &str, params: impl Params) -> Result<(), StoreError> {
        self.run_counted(sql, params).map(drop)
    }

    /// Returns how many rows it changed.
    fn run_counted(&self, sql: &str, params: impl Params) -> Result<usize, StoreError>;

    fn fetch_all<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError>;

    /// The first row, if there is one.
    fn fetch_optional<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError>;

    /// The one value of the one row.
    fn fetch_value<T: FromSql>(&self, sql: &str, params: impl Params) -> Result<T, StoreError>;
}

impl Sql for Connection {
    fn run_counted(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.prepare_cached(sql)?.execute(params)?)
    }

    fn fetch_all<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepare_cached(sql)?;
        let rows = statement.query_map(params, map)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn fetch_optional<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.prepare_cached(sql)?;
        Ok(statement.query_row(params, map).optional()?)
    }

    fn fetch_value<T: FromSql>(&self, sql: &str, params: impl Params) -> Result<T, StoreError> {
        let mut statement = self.prepare_cached(sql)?;
        Ok(statement.query_row(params, |row| row.get(0))?)
    }
}
