//! The hosts of failed endpoints: search by host, and whether there is more than one.

use rusqlite::{Connection, functions::FunctionFlags};

use crate::{
    model::{
        endpoint::{any_host, have_several_hosts},
        fold::fold,
    },
    store::{error::StoreError, reader::Reader, sql::Sql},
};

const ENDPOINT: &str = "endpoint:";
/// Incidents whose host contains a text, in ASCII or as people write it. The first condition leaves few rows for the
/// function.
pub const HAS: &str = "(instr(lower(substr(subject, 10)), ?) OR instr(subject, 'xn--'))
    AND ifnull(instr(host_of(subject), ?), 0)";
/// How many subjects are tried to find a second host.
const MAX_COUNT: usize = 100;

/// Registers the SQL function `host_of(subject)`: the host folded, as people write it and in ASCII, or NULL.
pub fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("host_of", 1, flags, |context| {
        let subject = context.get_raw(0).as_str().unwrap_or_default();
        let host = subject.strip_prefix(ENDPOINT).and_then(any_host);
        Ok(host.map(|host| match subject.contains("xn--") {
            true => format!(
                "{} {}",
                fold(&host),
                subject.to_lowercase().split('/').nth(2).unwrap_or_default()
            ),
            false => fold(&host),
        }))
    })
}

/// The first possible subject of the next host.
fn behind_host(subject: &str) -> String {
    let host_at = subject.find("://").map_or(ENDPOINT.len(), |at| at + 3);
    match subject.get(host_at..).and_then(|rest| rest.find('/')) {
        // `0` is the character after `/`.
        Some(length) => format!("{}0", &subject[..host_at + length]),
        None => format!("{subject}\u{1}"),
    }
}

impl Reader {
    /// Whether endpoints of more than one host have failed, without test reports. Jumps from host to host in the index.
    pub fn has_several_hosts(&self) -> Result<bool, StoreError> {
        let mut found: Vec<String> = Vec::new();
        let mut from = ENDPOINT.to_owned();
        while found.len() < MAX_COUNT {
            let subject: Option<String> = self.0.fetch_optional(
                "SELECT subject FROM incidents
                 WHERE subject >= ?1 AND subject < 'endpoint;' AND last_source <> 'test'
                 ORDER BY subject LIMIT 1",
                [&from],
                |row| row.get(0),
            )?;
            let Some(subject) = subject else {
                return Ok(false);
            };
            from = behind_host(&subject);
            found.extend(subject.strip_prefix(ENDPOINT).map(str::to_owned));
            if have_several_hosts(found.iter().map(String::as_str)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_host_is_another() {
        for (subject, behind) in [
            (
                "endpoint:https://a.example/x/y",
                "endpoint:https://a.example0",
            ),
            ("endpoint:a.example/x", "endpoint:a.example0"),
            ("endpoint:/retm/orders", "endpoint:0"),
            ("endpoint:orders", "endpoint:orders\u{1}"),
            ("endpoint:", "endpoint:\u{1}"),
        ] {
            assert_eq!(behind_host(subject), behind);
            assert!(subject < behind);
        }
    }
}
