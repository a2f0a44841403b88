//! A snapshot: while it is held, everything that is read over its connection is the database as of the first read. A
//! query that needs several statements holds one, so that a commit in between can't make its result inconsistent.

use rusqlite::Connection;

use super::error::StoreError;

/// Ends when it is dropped. Snapshots nest: the outermost decides. Don't hold one for long, because the write-ahead log
/// can't be emptied in the meantime.
#[must_use = "the snapshot ends when it is dropped"]
pub struct Snapshot<'connection>(&'connection Connection);

impl<'connection> Snapshot<'connection> {
    /// # Errors
    /// The database's error.
    pub fn of(connection: &'connection Connection) -> Result<Self, StoreError> {
        connection
            .prepare_cached("SAVEPOINT snapshot")?
            .execute([])?;
        Ok(Self(connection))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.0.execute_batch("RELEASE snapshot") {
            // A connection that stayed in the snapshot would never see anything new.
            tracing::debug!(%error, "a snapshot could not be released");
            drop(self.0.execute_batch("ROLLBACK"));
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::Snapshot;

    #[test]
    fn what_is_read_is_of_one_moment_until_the_outermost_ends() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("some.db");
        let writer = Connection::open(&path).unwrap();
        writer.pragma_update(None, "journal_mode", "WAL").unwrap();
        writer.execute_batch("CREATE TABLE t (n)").unwrap();
        let reader = Connection::open(&path).unwrap();
        let count = || -> i64 {
            let sql = "SELECT count(*) FROM t";
            reader.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let outer = Snapshot::of(&reader).unwrap();
        assert_eq!(count(), 0);
        writer.execute_batch("INSERT INTO t VALUES (1)").unwrap();
        {
            let _inner = Snapshot::of(&reader).unwrap();
            assert_eq!(count(), 0);
        }
        assert_eq!(count(), 0, "the inner one ended, the outer one did not");
        drop(outer);
        assert_eq!(count(), 1);
        assert!(reader.is_autocommit());
    }
}
