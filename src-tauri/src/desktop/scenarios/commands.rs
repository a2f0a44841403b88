//! The window's commands by name, over a store without an engine: each calls what Tauri's command calls.

use missedhook_core::{
    alert::AlertPause,
    engine,
    history::search::Query,
    incident::{Action, delivery_error::Source},
    incident_report::EvidenceFormat,
    ingress::tunnel,
    model::{moment::Moment, problem::Problem},
    monitor::MonitorWish,
    monitoring,
    status::ReceiverStatus,
    store::{PageQuery, StoreError},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::world::World;
use crate::desktop::exact::Exact;

type Answer = Result<Value, Problem>;

fn told(error: StoreError) -> Problem {
    error.problem()
}

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
    /// What the window is answered.
    pub fn answer(&mut self, name: &str, args: &Value) -> Answer {
        self.read(name, args)
            .or_else(|| self.change(name, args))
            .unwrap_or_else(|| panic!("there is no command {name}"))
    }

    fn query(&self, args: &Value) -> Query {
        Query::read(&arg::<String>(args, "query"), self.now(), &self.zone)
    }

    /// What only looks.
    fn read(&self, name: &str, args: &Value) -> Option<Answer> {
        let (store, now, zone) = (&self.store, self.now(), &self.zone);
        let settings = self.live.get();
        Some(match name {
            "status" => Ok(value(self.status())),
            "incidents" => store
                .read(|reader| {
                    let (before, limit) = (arg(args, "before"), arg(args, "limit"));
                    reader.incidents(&self.query(args), before, limit)
                })
                .map(value)
                .map_err(told),
            "incident" => store
                .read(|reader| reader.incident_detail(arg(args, "id"), now, zone))
                .map(value)
                .map_err(told),
            "delivery_errors" => {
                let query = PageQuery {
                    query: self.query(args),
                    before: arg(args, "before"),
                    after: arg(args, "after"),
                    incident_id: arg(args, "incident_id"),
                    limit: arg(args, "limit"),
                };
                let page = store.read(|reader| reader.delivery_errors(&query));
                page.map(value).map_err(told)
            }
            "delivery_error" => store
                .read(|reader| reader.delivery_error(arg(args, "id")))
                .map(value)
                .map_err(told),
            "endpoints" => store
                .read(|reader| reader.endpoints(&self.query(args)))
                .map(value)
                .map_err(told),
            "read_query" => Ok(value(self.query(args).reading())),
            "plot" => store
                .read(|reader| {
                    let (from, to) = (moment(args, "from"), moment(args, "to").unwrap_or(now));
                    let endpoint = arg::<Option<String>>(args, "endpoint");
                    reader.plot(from, to, arg(args, "step"), endpoint.as_deref(), zone)
                })
                .map(value)
                .map_err(told),
            "diagnosis" => {
                engine::diagnosis(store, &settings, arg(args, "incident_id"), now, zone).map(value)
            }
            "evidence" => {
                let format = EvidenceFormat::Markdown;
                engine::evidence(
                    store,
                    &settings,
                    arg(args, "incident_id"),
                    format,
                    now,
                    zone,
                )
                .map(value)
            }
            "save_evidence" => Ok(value(format!(
                "/home/amal/Downloads/missedhook-incident-{}-{}.{}",
                args["incident_id"],
                now.compact(),
                match arg(args, "format") {
                    EvidenceFormat::Markdown => "md",
                    EvidenceFormat::Html => "html",
                }
            ))),
            "monitors" => store
                .read(|reader| monitoring::list(Some(reader), &settings, self.is_offline, now))
                .map(value)
                .map_err(told),
            "monitor_hours" => store
                .read(|reader| {
                    reader.monitor_hours(arg(args, "id"), moment(args, "from").unwrap_or(now))
                })
                .map(value)
                .map_err(told),
            "settings" => Ok(value(self.live.view())),
            "tunnel_log" => Ok(value(&self.tunnel_log)),
            "tunnel_offers" => Ok(value(self.offers())),
            "public_urls" => store
                .read(|reader| reader.public_urls())
                .map(value)
                .map_err(told),
            _ => return None,
        })
    }

    /// What changes something.
    fn change(&mut self, name: &str, args: &Value) -> Option<Answer> {
        let (store, runtime) = (&self.store, &self.runtime);
        Some(match name {
            "act" => {
                let act = store.act(
                    arg::<Action>(args, "action"),
                    arg::<Vec<i64>>(args, "incident_ids"),
                );
                runtime.block_on(act).map(value).map_err(told)
            }
            "undo" => runtime.block_on(store.undo()).map(value).map_err(told),
            "mark_seen" => {
                let seen = store.mark_seen(arg(args, "up_to"));
                runtime.block_on(seen).map(value).map_err(told)
            }
            "pause_alerts" => {
                let pause = arg::<AlertPause>(args, "pause").begin(self.now(), &self.zone);
                let paused = runtime.block_on(store.pause_alerts(pause));
                paused.map(value).map_err(told)
            }
            "set_setting" => {
                let (name, text) = (arg::<String>(args, "name"), arg::<String>(args, "value"));
                let set = self.live.set(&name, &text);
                set.map(|()| value(self.live.view()))
            }
            "replace_key" => {
                let keep = arg::<Option<u64>>(args, "keep_old_hours").map(|hours| {
                    let time = std::time::Duration::from_secs(hours * 3600);
                    self.now().plus(time)
                });
                let replaced = self.live.replace_key(keep);
                replaced.map(|()| value(self.live.view()))
            }
            "copy_receiver_url" => {
                let url = self.receiver_url().unwrap();
                let copied = store.receiver_url_copied(url, self.public_url());
                runtime.block_on(copied).map(value).map_err(told)
            }
            "allow_host" => {
                let hosts = self
                    .live
                    .get()
                    .probe
                    .with_host(&arg::<String>(args, "host"));
                let set = self.live.set("probe.allowed_hosts", &hosts);
                set.map(|()| value(self.live.view()))
            }
            "save_monitor" => {
                let wish = arg::<MonitorWish>(args, "wish");
                let saved = monitoring::save(&self.live, store, arg(args, "id"), wish);
                saved.map(|endpoint| value(self.monitor_at(&endpoint)))
            }
            "remove_monitor" => {
                monitoring::remove(&self.live, store, arg(args, "id")).map(|()| Value::Null)
            }
            "mend_receiver" => {
                self.receiver = ReceiverStatus::Listening {
                    address: "127.0.0.1:40913".to_owned(),
                };
                Ok(Value::Null)
            }
            // What they do comes as an event, or with the status.
            "cancel_export" | "cancel_probe" | "check_reachability" | "restart_tunnel" => {
                Ok(Value::Null)
            }
            "send_test" => {
                let body = r#"{"code":"503","endpoint":"https://your-integration.example/retm/test","message":"This is a test report from Missedhook."}"#;
                self.arrive(Source::Test, body);
                let newest = store.read(|reader| reader.newest_id()).unwrap();
                let sent = store.read(|reader| reader.delivery_error(newest)).unwrap();
                let incident = sent.unwrap().incident.id;
                Ok(value(engine::Sent {
                    id: newest,
                    incident,
                }))
            }
            _ => return None,
        })
    }

    fn offers(&self) -> Vec<tunnel::Offer> {
        let mut means = tunnel::Means::of_this_machine().unwrap();
        means.places = vec![self.folder.path().join("bin")];
        self.runtime.block_on(tunnel::offers(&means, None))
    }

    fn monitor_at(&self, endpoint: &str) -> missedhook_core::monitor::Monitor {
        let (settings, now) = (self.live.get(), self.now());
        let list = |reader: &_| monitoring::list(Some(reader), &settings, false, now);
        let list = self.store.read(list).unwrap().monitors;
        let mut found = list
            .into_iter()
            .filter(|one| one.wish.endpoint() == endpoint);
        found.next().unwrap()
    }
}
