//! What is asked of the server again and again, prepared once for each connection.

use tokio_postgres::{Client, Error, Statement};

/// The channel on which a machine says that it has shared something; the payload is a [`Wake`](super::server::Wake).
pub(super) const CHANNEL: &str = "missedhook";

const SHARE: &str = "
    INSERT INTO missedhook.incidents AS i (machine, incident, number, episode, state, acted_by, endpoint, code, message,
      error_count, opened_at, last_error_at)
    SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[],
      $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[])
    ON CONFLICT (machine, incident) DO UPDATE SET number = excluded.number, episode = excluded.episode,
      state = excluded.state, acted_by = excluded.acted_by, endpoint = excluded.endpoint, code = excluded.code,
      message = excluded.message, error_count = excluded.error_count, opened_at = excluded.opened_at,
      last_error_at = excluded.last_error_at, stored_at = now()
    WHERE excluded.number > i.number";

const SHARE_ACTS: &str = "
    INSERT INTO missedhook.acts (actor, number, machine, incident, episode, state, acted_by, acted_at)
    SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::bigint[])
    ON CONFLICT (actor, number) DO NOTHING";

const MACHINES: &str =
    "SELECT machine, name, silent_to FROM missedhook.machines WHERE machine <> $1";

const INCIDENTS: &str = "
    SELECT i.machine, i.incident, i.number, i.episode, i.state, i.acted_by, i.endpoint, i.code, i.message,
      i.error_count, i.opened_at, i.last_error_at
    FROM missedhook.machines m
    LEFT JOIN unnest($2::text[], $3::bigint[]) AS c (machine, upto) ON c.machine = m.machine
    CROSS JOIN LATERAL (SELECT * FROM missedhook.incidents
      WHERE machine = m.machine AND number > coalesce(c.upto, 0) ORDER BY number LIMIT $4) AS i
    WHERE m.machine <> $1 ORDER BY i.machine, i.number LIMIT $4";

const ACTS: &str = "
    SELECT a.actor, a.number, a.machine, a.incident, a.episode, a.state, a.acted_by, a.acted_at
    FROM missedhook.machines m
    LEFT JOIN unnest($2::text[], $3::bigint[]) AS c (machine, upto) ON c.machine = m.machine
    CROSS JOIN LATERAL (SELECT * FROM missedhook.acts
      WHERE actor = m.machine AND number > coalesce(c.upto, 0) ORDER BY number LIMIT $4) AS a
    WHERE m.machine <> $1 ORDER BY a.actor, a.number LIMIT $4";

pub(super) struct Statements {
    pub share: Statement,
    pub share_acts: Statement,
    pub machines: Statement,
    pub incidents: Statement,
    pub acts: Statement,
    /// Wakes the others; `None` where the server can't do that.
    pub wake: Option<Statement>,
}

impl Statements {
    /// `notifies`: whether the server knows `LISTEN` and `NOTIFY`.
    pub async fn prepare(client: &Client, notifies: bool) -> Result<Self, Error> {
        // A transaction that notifies holds a lock of the whole server until it is on disk. Nothing is lost with a
        // wake-up: after a crash of the server everybody connects again, and asks.
        let wake = format!(
            "SELECT set_config('synchronous_commit', 'off', true), pg_notify('{CHANNEL}', $1)"
        );
        let (share, share_acts, machines, incidents, acts) = tokio::try_join!(
            client.prepare(SHARE),
            client.prepare(SHARE_ACTS),
            client.prepare(MACHINES),
            client.prepare(INCIDENTS),
            client.prepare(ACTS),
        )?;
        Ok(Self {
            share,
            share_acts,
            machines,
            incidents,
            acts,
            wake: match notifies {
                true => Some(client.prepare(&wake).await?),
                false => None,
            },
        })
    }
}
