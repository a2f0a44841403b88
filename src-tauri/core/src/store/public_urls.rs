//! The table `public_urls`: every public URL that the receiver had, and which receiver URL was copied last. The
//! key is in none of it.

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest as _, Sha256};

use super::{StoreError, moment_at, writer::Scope};
use crate::store::counters;
use crate::{feed::Change, status::PublicUrl};

/// How many public URLs are listed.
const LISTED: u32 = 200;

/// A public URL is the present one. Whether it is another than the one before; the very first is not.
pub fn seen(scope: &mut Scope<'_>, kind: &str, url: &str) -> Result<bool, StoreError> {
    let transaction = scope.transaction;
    let latest: Option<(String, i64)> = transaction
        .prepare_cached("SELECT url, turn FROM public_urls ORDER BY turn DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let another = latest.as_ref().is_none_or(|(latest, _)| latest != url);
    let turn = latest.as_ref().map_or(0, |(_, turn)| *turn) + i64::from(another);
    transaction
        .prepare_cached(
            "INSERT INTO public_urls (url, kind, first_at, last_at, turn) VALUES (?1, ?2, ?3, ?3, ?4)
             ON CONFLICT (url) DO UPDATE SET
                kind = excluded.kind, last_at = excluded.last_at, turn = excluded.turn",
        )?
        .execute((url, kind, scope.now.millis(), turn))?;
    if another {
        scope.changes.push(Change::Ingress);
    }
    Ok(another && latest.is_some())
}

/// All of them, the latest first.
pub fn all(connection: &Connection) -> Result<Vec<PublicUrl>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT url, first_at, last_at FROM public_urls ORDER BY turn DESC LIMIT ?1",
    )?;
    let rows = statement.query_map([LISTED], |row| {
        Ok(PublicUrl {
            url: row.get("url")?,
            first_at: moment_at(row, "first_at")?,
            last_at: moment_at(row, "last_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The latest one, where that was a tunnel of that kind.
pub fn latest_of(connection: &Connection, kind: &str) -> Result<Option<String>, StoreError> {
    let latest: Option<(String, String)> = connection
        .prepare_cached("SELECT kind, url FROM public_urls ORDER BY turn DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(latest.and_then(|(found, url)| (found == kind).then_some(url)))
}

/// Notes that a receiver URL was copied, and the public URL in it.
pub fn copied(
    scope: &mut Scope<'_>,
    receiver_url: &str,
    public_url: Option<&str>,
) -> Result<(), StoreError> {
    let public = public_url.map_or(0, print);
    counters::write(
        scope.transaction,
        counters::COPIED_RECEIVER_URL,
        print(receiver_url),
    )?;
    counters::write(scope.transaction, counters::COPIED_PUBLIC_URL, public)?;
    scope.changes.push(Change::Ingress);
    Ok(())
}

/// Whether that is the receiver URL that was copied last.
pub fn is_copied(connection: &Connection, receiver_url: &str) -> Result<bool, StoreError> {
    Ok(counters::read(connection, counters::COPIED_RECEIVER_URL)? == print(receiver_url))
}

/// Whether another public URL than that was copied last.
pub fn is_changed(connection: &Connection, public_url: &str) -> Result<bool, StoreError> {
    let copied = counters::read(connection, counters::COPIED_PUBLIC_URL)?;
    Ok(copied != 0 && copied != print(public_url))
}

/// 62 bits of a URL's SHA-256, and never 0: enough to tell one from another, and nothing to get a key of 128 bits
/// back from.
fn print(url: &str) -> i64 {
    let digest = Sha256::digest(url.as_bytes());
    let bits = digest
        .iter()
        .take(8)
        .fold(0_i64, |bits, byte| bits << 8 | i64::from(*byte));
    bits & (i64::MAX >> 1) | 1 << 62
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::moment::Moment;

    fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        super::super::schema::migrations()
            .to_latest(&mut connection)
            .unwrap();
        connection
    }

    /// Does something in a transaction of its own, at that time.
    fn at<T>(
        connection: &mut Connection,
        millis: i64,
        work: impl FnOnce(&mut Scope<'_>) -> Result<T, StoreError>,
    ) -> T {
        let transaction = connection.transaction().unwrap();
        let mut changes = Vec::new();
        let mut scope = Scope {
            transaction: &transaction,
            now: Moment::from_millis(millis),
            changes: &mut changes,
        };
        let done = work(&mut scope).unwrap();
        transaction.commit().unwrap();
        done
    }

    #[test]
    fn the_present_url_is_the_first_even_where_it_was_there_before_and_the_clock_went_back() {
        let mut db = database();
        let (a, b) = ("https://a.example", "https://b.example");
        let mut changed = Vec::new();
        for (millis, url) in [(100, a), (200, a), (300, b), (50, a), (60, a)] {
            changed.push(at(&mut db, millis, |scope| seen(scope, "bore", url)));
        }
        assert_eq!(changed, [false, false, true, true, false]);
        let all = all(&db).unwrap();
        let urls: Vec<_> = all.iter().map(|url| url.url.as_str()).collect();
        assert_eq!(urls, [a, b]);
        assert_eq!(all[0].first_at, Moment::from_millis(100));
        assert_eq!(latest_of(&db, "bore").unwrap().as_deref(), Some(a));
        assert_eq!(latest_of(&db, "ngrok").unwrap(), None);
    }

    #[test]
    fn what_was_copied_is_known_and_is_not_written_down() {
        let mut db = database();
        let (a, b) = ("https://a.example", "https://b.example");
        let with_key = |url: &str| format!("{url}/error/0123456789abcdef0123456789abcdef");
        assert!(!is_changed(&db, a).unwrap(), "nothing was copied yet");
        at(&mut db, 1, |scope| copied(scope, &with_key(a), Some(a)));
        let now = |db: &Connection, url: &str| {
            (
                is_copied(db, &with_key(url)).unwrap(),
                is_changed(db, url).unwrap(),
            )
        };
        assert_eq!(now(&db, a), (true, false));
        assert_eq!(now(&db, b), (false, true));
        at(&mut db, 2, |scope| copied(scope, &with_key(b), Some(b)));
        assert_eq!(now(&db, b), (true, false));
        // The local one is nothing that RETM could have.
        at(&mut db, 3, |scope| {
            copied(scope, &with_key("http://127.0.0.1"), None)
        });
        assert_eq!(now(&db, a), (false, false));
    }
}
