//! The table `public_urls`: every public URL that the receiver had, and which receiver URL was copied last. It never
//! contains the key.

use sha2::{Digest as _, Sha256};

use super::{counters, row};
use crate::{
    feed::Topic,
    model::tunnel::TunnelKind,
    status::PublicUrl,
    store::{
        error::StoreError, handle::Store, reader::Reader, sql::Sql, write::context::WriteContext,
    },
};

/// How many public URLs are listed.
const LISTED: u32 = 200;

/// Records the current public URL. Returns whether it differs from the previous one; false for the first.
pub fn seen(context: &mut WriteContext<'_>, kind: &str, url: &str) -> Result<bool, StoreError> {
    let transaction = context.transaction;
    let latest: Option<(String, i64)> = transaction.fetch_optional(
        "SELECT url, turn FROM public_urls ORDER BY turn DESC LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let another = latest.as_ref().is_none_or(|(latest, _)| latest != url);
    let turn = latest.as_ref().map_or(0, |(_, turn)| *turn) + i64::from(another);
    transaction.run(
        "INSERT INTO public_urls (url, kind, first_at, last_at, turn) VALUES (?1, ?2, ?3, ?3, ?4)
         ON CONFLICT (url) DO UPDATE SET
            kind = excluded.kind, last_at = excluded.last_at, turn = excluded.turn",
        (url, kind, context.now.millis(), turn),
    )?;
    if another {
        context.changes.push(Topic::Ingress);
    }
    Ok(another && latest.is_some())
}

pub fn copied(
    context: &mut WriteContext<'_>,
    receiver_url: &str,
    public_url: Option<&str>,
) -> Result<(), StoreError> {
    let public = public_url.map_or(0, fingerprint);
    counters::write(
        context.transaction,
        counters::COPIED_RECEIVER_URL,
        fingerprint(receiver_url),
    )?;
    counters::write(context.transaction, counters::COPIED_PUBLIC_URL, public)?;
    context.changes.push(Topic::Ingress);
    Ok(())
}

/// 62 bits of a URL's SHA-256, and never 0: enough to tell URLs apart, too little to recover a key of 128 bits.
fn fingerprint(url: &str) -> i64 {
    let digest = Sha256::digest(url.as_bytes());
    let bits = digest
        .iter()
        .take(8)
        .fold(0_i64, |bits, byte| bits << 8 | i64::from(*byte));
    bits & (i64::MAX >> 1) | 1 << 62
}

impl Reader {
    /// Every public URL that the receiver had, the latest first; up to 200.
    pub fn public_urls(&self) -> Result<Vec<PublicUrl>, StoreError> {
        self.0.fetch_all(
            "SELECT url, first_at, last_at FROM public_urls ORDER BY turn DESC LIMIT ?1",
            [LISTED],
            |row| {
                Ok(PublicUrl {
                    url: row.get("url")?,
                    first_at: row::moment(row, "first_at")?,
                    last_at: row::moment(row, "last_at")?,
                })
            },
        )
    }

    /// The latest public URL, if it came from a tunnel of that kind.
    pub fn latest_public_url(&self, kind: TunnelKind) -> Result<Option<String>, StoreError> {
        let latest: Option<(String, String)> = self.0.fetch_optional(
            "SELECT kind, url FROM public_urls ORDER BY turn DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(latest.and_then(|(found, url)| (found == kind.into_str()).then_some(url)))
    }

    /// Whether that receiver URL was copied last.
    pub fn is_copied(&self, receiver_url: &str) -> Result<bool, StoreError> {
        let copied = counters::read(&self.0, counters::COPIED_RECEIVER_URL)?;
        Ok(copied == fingerprint(receiver_url))
    }

    /// Whether a public URL other than that one was copied last.
    pub fn is_changed(&self, public_url: &str) -> Result<bool, StoreError> {
        let copied = counters::read(&self.0, counters::COPIED_PUBLIC_URL)?;
        Ok(copied != 0 && copied != fingerprint(public_url))
    }
}

impl Store {
    /// Records the current public URL, from a tunnel of that kind. Returns whether it differs from the previous one, if
    /// there was one.
    pub async fn record_public_url(
        &self,
        kind: TunnelKind,
        url: String,
    ) -> Result<bool, StoreError> {
        self.change(move |context| seen(context, kind.into_str(), &url))
            .await
    }

    /// Records that a receiver URL was copied, and the public URL in it. Stores neither in plain text.
    pub async fn receiver_url_copied(
        &self,
        receiver_url: String,
        public_url: Option<String>,
    ) -> Result<(), StoreError> {
        self.change(move |context| copied(context, &receiver_url, public_url.as_deref()))
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    use crate::model::moment::Moment;

    fn database() -> Reader {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::store::file::schema::migrations()
            .to_latest(&mut connection)
            .unwrap();
        Reader(connection)
    }

    /// Runs something in its own transaction at that time.
    fn at<T>(
        reader: &mut Reader,
        millis: i64,
        work: impl FnOnce(&mut WriteContext<'_>) -> Result<T, StoreError>,
    ) -> T {
        let transaction = reader.0.transaction().unwrap();
        let mut changes = Vec::new();
        let mut context = WriteContext {
            transaction: &transaction,
            now: Moment::from_millis(millis),
            ids_apart: false,
            targets: &[],
            changes: &mut changes,
        };
        let done = work(&mut context).unwrap();
        transaction.commit().unwrap();
        done
    }

    #[test]
    fn the_present_url_is_the_first_even_where_it_was_there_before_and_the_clock_went_back() {
        let mut db = database();
        let (a, b) = ("https://a.example", "https://b.example");
        let mut changed = Vec::new();
        for (millis, url) in [(100, a), (200, a), (300, b), (50, a), (60, a)] {
            changed.push(at(&mut db, millis, |context| seen(context, "bore", url)));
        }
        assert_eq!(changed, [false, false, true, true, false]);
        let all = db.public_urls().unwrap();
        let urls: Vec<_> = all.iter().map(|url| url.url.as_str()).collect();
        assert_eq!(urls, [a, b]);
        assert_eq!(all[0].first_at, Moment::from_millis(100));
        assert_eq!(
            db.latest_public_url(TunnelKind::Bore).unwrap().as_deref(),
            Some(a)
        );
        assert_eq!(db.latest_public_url(TunnelKind::Ngrok).unwrap(), None);
    }

    #[test]
    fn what_was_copied_is_known_and_is_not_written_down() {
        let mut db = database();
        let (a, b) = ("https://a.example", "https://b.example");
        let with_key = |url: &str| format!("{url}/error/0123456789abcdef0123456789abcdef");
        assert!(!db.is_changed(a).unwrap(), "nothing was copied yet");
        at(&mut db, 1, |context| copied(context, &with_key(a), Some(a)));
        let now = |db: &Reader, url: &str| {
            (
                db.is_copied(&with_key(url)).unwrap(),
                db.is_changed(url).unwrap(),
            )
        };
        assert_eq!(now(&db, a), (true, false));
        assert_eq!(now(&db, b), (false, true));
        at(&mut db, 2, |context| copied(context, &with_key(b), Some(b)));
        assert_eq!(now(&db, b), (true, false));
        // RETM can't have been given the local one.
        at(&mut db, 3, |context| {
            copied(context, &with_key("http://127.0.0.1"), None)
        });
        assert_eq!(now(&db, a), (false, false));
    }
}
