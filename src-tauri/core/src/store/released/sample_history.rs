//! What a program of the newest schema leaves behind after a while: endpoints that recover and fail again, and
//! monitors. Written with the store's own functions at given times, so that a database of that schema is what its
//! program writes. Only used in a file that tests create.

use std::{collections::BTreeMap, time::Duration};

use rusqlite::Connection;

use super::super::{
    StoreError, TeamMachine, TeamNews,
    table::{
        alerts, endpoint_notes,
        monitors::{self, MonitorUpdate},
    },
    write::{
        actions, batch::BatchedReports, context::WriteContext, ingest, mute_for_good,
        probe_results, team,
    },
};
use crate::{
    alert::PendingAlert,
    incident::{
        Action, IncidentState,
        delivery_error::{Arrival, Source},
    },
    model::moment::Moment,
    monitor::{
        MonitorCheck,
        certificate::Warned,
        notices::{Announced, AnnouncedVia},
        status::MonitorStatus,
    },
    probe::{Cause, Method, Probe},
    share::team::SharedIncident,
};

/// When it began.
pub const BEGUN: Moment = after(0);
/// Recovered, failed again, recovered.
pub const STOCK: &str = "https://pos.example.com/retm/stock";
/// Failed again so often that it flaps, and is open.
pub const PRICES: &str = "https://pos.example.com/retm/prices";
/// Has a monitor that is down.
pub const MENU: &str = "https://pos.example.com/retm/menu";
/// Has a report with a merchant's token, and one from the relay.
pub const TABLES: &str = "https://pos.example.com/retm/tables";
/// The merchant whose token came with both.
pub const MERCHANT: &str = "Olaya";
/// The relay's request that the second one is about.
pub const RELAY_REQUEST: i64 = 7;
/// The target for which the incident of [`TABLES`] waits in the outbox.
pub const TARGET: &str = "ops";
/// The incident that is acknowledged until it changes.
pub const ACKNOWLEDGED: i64 = 3;
/// A colleague whose first incident, at [`MENU`], is notified next.
pub const COLLEAGUE: &str = "anna";
/// Muted for good.
pub const MUTED: &str = "staging.example.com/*";
/// The note of [`MENU`].
pub const NOTE: &str = "Ask the kitchen.";
/// When the certificate of [`STOCK`] expires.
pub const CERTIFICATE_UNTIL: Moment = after(6 * 24 * 3600);
const SETTLE: Duration = Duration::from_secs(60);

/// That many seconds after it began.
pub const fn after(seconds: i64) -> Moment {
    Moment::from_millis(1_764_200_000_000 + seconds * 1_000)
}

struct Life<'a> {
    connection: &'a mut Connection,
    now: Moment,
    targets: Vec<String>,
}

/// Writes all of it.
pub fn live(connection: &mut Connection) {
    let mut full_timeline = Life {
        connection,
        now: BEGUN,
        targets: Vec::new(),
    };
    full_timeline.recovers();
    full_timeline.flaps();
    full_timeline.watches();
    full_timeline.keeps();
    full_timeline.names_merchants();
    full_timeline.joins_a_team();
    full_timeline.acknowledges();
}

impl Life<'_> {
    /// [`STOCK`], from 0 to 1,080 s.
    fn recovers(&mut self) {
        self.probe_at(0, STOCK, true);
        self.report_at(600, STOCK);
        self.probe_at(660, STOCK, false);
        self.probe_at(720, STOCK, true);
        self.probe_at(780, STOCK, true);
        self.report_at(900, STOCK);
        self.probe_at(960, STOCK, false);
        self.probe_at(1_020, STOCK, true);
        self.probe_at(1_080, STOCK, true);
    }

    /// [`PRICES`], from 2,000 to 2,720 s.
    fn flaps(&mut self) {
        self.report_at(2_000, PRICES);
        for begun in [2_000, 2_200, 2_400] {
            self.probe_at(begun + 60, PRICES, true);
            self.probe_at(begun + 120, PRICES, true);
            self.report_at(begun + 150, PRICES);
        }
        self.probe_at(2_660, PRICES, false);
        self.probe_at(2_720, PRICES, true);
    }

    /// Monitors of [`STOCK`], which is up, and of [`MENU`], which went down: a check every ten minutes for two hours.
    fn watches(&mut self) {
        self.now = BEGUN;
        let endpoints = [STOCK, MENU].map(str::to_owned);
        let kept = self.change(|context| monitors::sync(context, &endpoints));
        let mut statuses = [MonitorStatus::default(); 2];
        for round in 0..12 {
            self.now = after(round * 600);
            for ((kept, status), good) in kept.iter().zip(&mut statuses).zip([true, round < 9]) {
                let check = MonitorCheck {
                    at: self.now,
                    good,
                    took_ms: 40,
                    cause: cause(good),
                    status: good.then_some(200),
                    sentence: "It is so.".to_owned(),
                };
                *status = status.after(&check, 3);
                let checked = MonitorUpdate {
                    id: kept.id,
                    check,
                    status: *status,
                    next_at: self.now.plus(Duration::from_secs(600)),
                    certificate_until: Some(CERTIFICATE_UNTIL),
                };
                self.change(|context| monitors::record_check(context, &checked));
            }
        }
        let [stock, menu] = [kept[0].id, kept[1].id];
        let until = CERTIFICATE_UNTIL;
        self.change(|context| {
            monitors::record_certificate_warning(context, stock, Warned { until, days: 7 })
        });
        let announced = Announced {
            via: AnnouncedVia::Itself,
            since: after(5_400),
        };
        self.change(|context| monitors::record_notices(context, &[(menu, Some(announced))]));
    }

    /// What users keep for endpoints.
    fn keeps(&mut self) {
        self.change(|context| mute_for_good::add(context, MUTED));
        self.change(|context| endpoint_notes::set(context, MENU, NOTE));
    }

    /// [`TABLES`], from 8,000 to 8,060 s.
    fn names_merchants(&mut self) {
        self.targets = vec![TARGET.to_owned()];
        let merchant = Some(MERCHANT.to_owned());
        self.arrives_at(8_000, TABLES, (Source::Retm, merchant.clone(), None));
        let of_relay = (Source::Relay, merchant, Some(RELAY_REQUEST));
        self.arrives_at(8_060, TABLES, of_relay);
    }

    /// Shares with [`COLLEAGUE`] from then on.
    fn joins_a_team(&mut self) {
        self.now = after(8_090);
        let join = "INSERT INTO team_self (id, machine, is_on, server, is_caught_up) VALUES (1, 'ours', 1, 'server', 1)";
        self.connection.execute_batch(join).unwrap();
        let machine = TeamMachine {
            machine: "theirs".to_owned(),
            name: COLLEAGUE.to_owned(),
            silent_to: 0,
        };
        let shared = SharedIncident {
            incident: 1,
            number: 5,
            episode: 2,
            state: IncidentState::Open,
            by: None,
            endpoint: MENU.to_owned(),
            code: Some(503),
            message: "lived".to_owned(),
            error_count: 3,
            opened_at: after(8_000),
            last_error_at: after(8_080),
        };
        let news = TeamNews {
            machines: vec![machine],
            incidents: vec![("theirs".to_owned(), shared)],
            acts: Vec::new(),
            is_all: true,
        };
        self.change(|context| team::take(context, &news));
    }

    /// The incident that was acknowledged before, until it changes.
    fn acknowledges(&mut self) {
        self.now = after(8_100);
        self.change(|context| {
            actions::act(context, Action::AcknowledgeUntilChange, &[ACKNOWLEDGED])
        });
    }

    fn report_at(&mut self, seconds: i64, endpoint: &str) {
        self.arrives_at(seconds, endpoint, (Source::Retm, None, None));
    }

    fn arrives_at(
        &mut self,
        seconds: i64,
        endpoint: &str,
        (source, merchant, relay_request): (Source, Option<String>, Option<i64>),
    ) {
        self.now = after(seconds);
        let arrival = Arrival {
            received_at: self.now,
            source,
            merchant,
            relay_request,
            body: format!(r#"{{"code":503,"endpoint":"{endpoint}","message":"lived"}}"#).into(),
            headers: BTreeMap::new(),
            remote_addr: "127.0.0.1:1".to_owned(),
        };
        self.change(|context| {
            let mut batched = BatchedReports::default();
            ingest::ingest(context, &mut batched, &arrival)?;
            batched.write(context.transaction, context.now)
        });
        self.tell();
    }

    fn probe_at(&mut self, seconds: i64, endpoint: &str, good: bool) {
        self.now = after(seconds);
        let probe = Probe {
            url: endpoint.to_owned(),
            method: Method::Head,
            at: self.now,
            took_us: 1_000,
            steps: Vec::new(),
            status: good.then_some(200),
            get_status: None,
            certificate_until: None,
            cause: cause(good),
            sentence: "It is so.".to_owned(),
            next: String::new(),
        };
        self.change(|context| probe_results::record_probe(context, endpoint, &probe, SETTLE));
        self.tell();
    }

    /// Raises the alerts of these incidents; alerts that waited before keep waiting.
    fn tell(&mut self) {
        let pending: Vec<PendingAlert> = alerts::pending(self.connection).unwrap();
        let now = self.now;
        for alert in pending.iter().filter(|alert| alert.due_at >= BEGUN) {
            self.change(|context| {
                alerts::mark_shown(context.transaction, alert.id, 1, "Notified", now)
            });
        }
    }

    fn change<T>(
        &mut self,
        work: impl FnOnce(&mut WriteContext<'_>) -> Result<T, StoreError>,
    ) -> T {
        let transaction = self.connection.transaction().unwrap();
        let mut context = WriteContext {
            transaction: &transaction,
            now: self.now,
            ids_apart: false,
            targets: &self.targets,
            changes: &mut Vec::new(),
        };
        let done = work(&mut context).unwrap();
        transaction.commit().unwrap();
        done
    }
}

const fn cause(good: bool) -> Cause {
    if good { Cause::Answers } else { Cause::Refused }
}
