//! The table `public_urls`: every public URL that the receiver had, and which receiver URL was copied last. The
//! key is in none of it.

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest as _, Sha256};

use super::{StoreError, marks, moment_at, writer::Scope};
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
        scope.changes.push(Change::WayIn);
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
    marks::write(
        scope.transaction,
        marks::COPIED_RECEIVER_URL,
        print(receiver_url),
    )?;
    marks::write(scope.transaction, marks::COPIED_PUBLIC_URL, public)?;
    scope.changes.push(Change::WayIn);
    Ok(())
}

/// Whether that is the receiver URL that was copied last.
pub fn is_copied(connection: &Connection, receiver_url: &str) -> Result<bool, StoreError> {
    Ok(marks::read(connection, marks::COPIED_RECEIVER_URL)? == print(receiver_url))
}

/// Whether another public URL than that was copied last.
pub fn is_changed(connection: &Connection, public_url: &str) -> Result<bool, StoreError> {
    let copied = marks::read(connection, marks::COPIED_PUBLIC_URL)?;
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
