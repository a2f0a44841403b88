//! The window's commands by name, over a store without an engine. Each calls the same function as Tauri's command.

use std::time::Duration;

use missedhook_core::{
    alert::AlertPause,
    engine::{self, Sent},
    explain,
    history::search::Query,
    incident::delivery_error::Source,
    ingress::tunnel,
    locale::Locale,
    model::{endpoint_pattern, moment::Moment, problem::Problem},
    monitor::Monitor,
    monitoring,
    share::incident_report::EvidenceFormat,
    sharing::targets,
    status::ReceiverStatus,
    store::{PageQuery, Reader, RowsQuery, StoreError},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::world::World;
use crate::desktop::{comparing, exact::Exact, report::ReportView, weekly};

type Answer = Result<Value, Problem>;

fn value(answer: impl Serialize) -> Value {
    serde_json::to_value(Exact(answer)).unwrap()
}

fn arg<T: DeserializeOwned>(args: &Value, name: &str) -> T {
    serde_json::from_value(args[name].clone()).unwrap()
}

fn moment(args: &Value, name: &str) -> Option<Moment> {
    arg::<Option<String>>(args, name).map(|text| Moment::parse(&text).unwrap())
}

impl World {
    /// The answer for the window.
    pub fn answer(&mut self, name: &str, args: &Value) -> Answer {
        self.read(name, args)
            .or_else(|| self.change(name, args))
            .unwrap_or_else(|| panic!("there is no command {name}"))
    }

    fn query(&self, args: &Value) -> Query {
        let query = Query::read(&arg::<String>(args, "query"), self.now(), &self.zone);
        query.in_projects(&self.settings.get().projects_by_origin())
    }

    /// Queries the store.
    fn ask<T: Serialize>(&self, ask: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Answer {
        self.store.read(ask).map(value).map_err(Problem::from)
    }

    /// Read-only commands.
    fn read(&self, name: &str, args: &Value) -> Option<Answer> {
        let (now, zone) = (self.now(), &self.zone);
        Some(match name {
            "status" => Ok(value(self.status())),
            "incidents" => self.ask(|reader| {
                let asked = RowsQuery {
                    sort: arg(args, "sort"),
                    group: arg(args, "group"),
                    after: arg(args, "after"),
                    limit: arg(args, "limit"),
                };
                let page = reader.incident_rows(&self.query(args), asked, now)?;
                Ok(page.for_list())
            }),
            "alike" => self.ask(|reader| {
                let (incident, by) = (arg(args, "incident"), arg(args, "by"));
                reader.alike(&self.query(args), incident, by, now)
            }),
            "endpoint" => self
                .ask(|reader| reader.endpoint_detail(&arg::<String>(args, "endpoint"), now, zone)),
            "incident" => self.ask(|reader| reader.incident_detail(arg(args, "id"), now, zone)),
            "delivery_errors" => self.ask(|reader| {
                let page = reader.delivery_errors(&PageQuery {
                    query: match arg::<Option<i64>>(args, "incident_id") {
                        None => self.query(args).leaving_out_tests(),
                        Some(_) => self.query(args),
                    },
                    before: arg(args, "before"),
                    after: arg(args, "after"),
                    incident_id: arg(args, "incident_id"),
                    limit: arg(args, "limit"),
                })?;
                Ok(page.for_list())
            }),
            "delivery_error" => self.ask(|reader| {
                let found = reader.delivery_error(arg(args, "id"))?;
                Ok(found.map(ReportView::alone))
            }),
            "compare_reports" => self
                .ask(|reader| comparing::reports(reader, arg(args, "first"), arg(args, "second"))),
            "endpoints" => {
                self.ask(|reader| reader.endpoints(&self.query(args).leaving_out_tests()))
            }
            "read_query" => Ok(value(self.query(args).reading())),
            "complete_query" => self.ask(|reader| {
                let query: String = arg(args, "query");
                let projects = self.settings.get().projects_by_origin().names();
                reader.complete(&query, arg(args, "at"), projects, Locale::default())
            }),
            "matches" => self.ask(|reader| reader.matches(&self.query(args))),
            "plot" => self.ask(|reader| {
                let (from, to) = (moment(args, "from"), moment(args, "to").unwrap_or(now));
                let endpoint = arg::<Option<String>>(args, "endpoint");
                reader.plot(from, to, arg(args, "step"), endpoint.as_deref(), zone)
            }),
            "week_summary" => {
                let (settings, name) = (self.settings.get(), arg::<Option<String>>(args, "week"));
                weekly::of_week(&self.store, &settings, name.as_deref(), now, zone).map(value)
            }
            "public_urls" => self.ask(Reader::public_urls),
            "monitors" => self.ask(|reader| {
                monitoring::list(Some(reader), &self.settings.get(), self.is_offline, now)
            }),
            "monitor_hours" => self.ask(|reader| {
                let from = moment(args, "from").unwrap_or(now);
                reader.monitor_hours(arg(args, "id"), from)
            }),
            "settings" => Ok(value(self.settings.view())),
            "relay" => Ok(value(self.relay())),
            "targets" => self.targets(),
            "codes" => Ok(value(explain::table())),
            "tunnel_log" => Ok(value(&self.tunnel_log)),
            "tunnel_offers" => Ok(value(self.offers())),
            _ => return self.read_of_incident(name, args),
        })
    }

    fn read_of_incident(&self, name: &str, args: &Value) -> Option<Answer> {
        let (store, settings) = (&self.store, self.settings.get());
        let (now, zone) = (self.now(), &self.zone);
        let incident = || arg(args, "incident_id");
        Some(match name {
            "diagnosis" => engine::diagnosis(store, &settings, incident(), now, zone).map(value),
            "evidence" => {
                let wanted = (EvidenceFormat::Markdown, arg(args, "language"));
                engine::write_incident_report(store, &settings, incident(), wanted, now, zone)
                    .map(value)
            }
            "save_evidence" => Ok(value(format!(
                "/home/amal/Downloads/missedhook-incident-{}-{}.{}",
                arg::<i64>(args, "incident_id"),
                now.compact(),
                match arg(args, "format") {
                    EvidenceFormat::Markdown => "md",
                    EvidenceFormat::Html => "html",
                }
            ))),
            _ => return None,
        })
    }

    /// Writes to the store.
    fn write<T: Serialize>(&self, change: impl Future<Output = Result<T, StoreError>>) -> Answer {
        self.runtime
            .block_on(change)
            .map(value)
            .map_err(Problem::from)
    }

    /// Commands that change something.
    fn change(&mut self, name: &str, args: &Value) -> Option<Answer> {
        let store = &self.store;
        Some(match name {
            "act" => {
                let act = store.act(arg(args, "action"), arg(args, "incident_ids"));
                self.write(async { Ok(act.await?.localized(Locale::default())) })
            }
            "undo" => self.write(async {
                let done = store.undo().await?;
                Ok(done.map(|done| done.localized(Locale::default())))
            }),
            "delete_test_data" => store.delete_test_data().map(value).map_err(Problem::from),
            "set_endpoint_note" => {
                self.write(store.set_endpoint_note(arg(args, "endpoint"), arg(args, "note")))
            }
            "mute_for_good" => endpoint_pattern::check(&arg::<String>(args, "pattern"))
                .and_then(|()| self.write(store.mute_for_good(arg(args, "pattern")))),
            "unmute_for_good" => self.write(store.unmute_for_good(arg(args, "pattern"))),
            "mark_seen" => self.write(store.mark_seen(arg(args, "up_to"))),
            "pause_alerts" => {
                let pause = arg::<AlertPause>(args, "pause").begin(self.now(), &self.zone);
                self.write(store.pause_alerts(pause))
            }
            "copy_receiver_url" => {
                let url = self.receiver_url().unwrap();
                self.write(store.receiver_url_copied(url, self.public_url()))
            }
            "save_monitor" => {
                let saved =
                    monitoring::save(&self.settings, store, arg(args, "id"), arg(args, "wish"));
                saved.map(|endpoint| value(self.monitor_at(&endpoint)))
            }
            "remove_monitor" => {
                monitoring::remove(&self.settings, store, arg(args, "id")).map(|()| Value::Null)
            }
            "mend_receiver" => {
                self.receiver = ReceiverStatus::Listening {
                    address: "127.0.0.1:40913".to_owned(),
                };
                Ok(Value::Null)
            }
            // Their result comes as an event or with the status.
            "cancel_export" | "cancel_probe" | "check_reachability" | "restart_tunnel" => {
                Ok(Value::Null)
            }
            "send_test" => Ok(value(self.test_report())),
            "save_target" | "remove_target" | "test_target" | "answer_target_test" => {
                self.change_target(name, args).and_then(|()| self.targets())
            }
            "save_relay_routes" => {
                let routes = arg::<Vec<_>>(args, "routes");
                let saved = self.settings.save_relay_routes(&routes);
                saved.map(|()| value(self.relay()))
            }
            _ => {
                let set = self.set(name, args)?;
                set.map(|()| value(self.settings.view()))
            }
        })
    }

    /// Commands that change the settings.
    fn set(&self, name: &str, args: &Value) -> Option<Result<(), Problem>> {
        let live = &self.settings;
        let text = |name: &str| arg::<String>(args, name);
        Some(match name {
            "set_setting" => live.set(&text("name"), &text("value")),
            "allow_host" => {
                let hosts = live.get().probe.with_host(&text("host"));
                live.set("probe.allowed_hosts", &hosts)
            }
            "save_alert_rules" => live.save_alert_rules(&arg::<Vec<_>>(args, "rules")),
            "replace_key" => {
                let keep = arg::<Option<u64>>(args, "keep_old_hours");
                let time = |hours| Duration::from_secs(hours * 3600);
                live.replace_key(keep.map(|hours| self.now().plus(time(hours))))
            }
            _ => return None,
        })
    }

    fn targets(&self) -> Answer {
        self.ask(|reader| targets::rows(reader, &self.settings.get()))
    }

    fn change_target(&self, command: &str, args: &Value) -> Result<(), Problem> {
        let (live, store, settings) = (&self.settings, &self.store, self.settings.get());
        let name = || arg::<String>(args, "name");
        match command {
            "save_target" => {
                let before = arg::<Option<String>>(args, "before");
                targets::save(live, store, before.as_deref(), &arg(args, "form"))
            }
            "remove_target" => targets::remove(live, &name()),
            "test_target" => targets::test_and_record(&settings, store, &name(), self.now()),
            _ => targets::answer_test(&settings, store, &name(), arg(args, "appeared")),
        }
    }

    fn test_report(&self) -> Sent {
        let body = json!({
            "code": "503",
            "endpoint": "https://your-integration.example/retm/test",
            "message": "This is a test report from Missedhook.",
        });
        self.arrive(Source::Test, body.to_string());
        let newest = |reader: &Reader| reader.delivery_error(reader.newest_id()?);
        let sent = self.store.read(newest).unwrap().unwrap();
        Sent {
            id: sent.error.id,
            incident: sent.incident.id,
        }
    }

    fn offers(&self) -> Vec<tunnel::Offer> {
        let mut deps = tunnel::TunnelDeps::of_this_machine().unwrap();
        deps.places = vec![self.folder.path().join("bin")];
        let offers = tunnel::offers(&deps, None, Locale::default());
        self.runtime.block_on(offers)
    }

    fn monitor_at(&self, endpoint: &str) -> Monitor {
        let (settings, now) = (self.settings.get(), self.now());
        let list = |reader: &_| monitoring::list(Some(reader), &settings, false, now);
        let list = self.store.read(list).unwrap().monitors;
        let mut found = list
            .into_iter()
            .filter(|one| one.config.endpoint() == endpoint);
        found.next().unwrap()
    }
}
