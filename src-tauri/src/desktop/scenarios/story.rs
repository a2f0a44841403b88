//! A scenario: the core's answers at the start and after each step of a story. A step is a command of the window that
//! changes something, or something that happens outside. For later steps only the differences are written.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    os::unix::fs::PermissionsExt as _,
};

use missedhook_core::model::problem::Problem;
use serde_json::{Map, Value, json};

use super::world::{DATA_DIR, KEY, NEW_KEY, NOW, World};

/// The number of rows that the window requests at once.
const PAGE: u32 = 200;
/// The query of the first-run page, which includes tests.
const FIRST_RUN: &str = "is:real is:test is:simulated";
/// A longer object is written only once, however often it occurs.
const LONG: usize = 100;

pub struct Story {
    pub world: World,
    searches: Vec<String>,
    questions: Vec<(String, Value)>,
    newest: BTreeSet<i64>,
    steps: Vec<StoryStep>,
    known: BTreeMap<String, Result<Value, Value>>,
    rows: Vec<String>,
    places: BTreeMap<String, usize>,
}

struct StoryStep {
    on: Option<String>,
    /// It directly follows the previous step.
    by_itself: bool,
    outcome: Option<Result<Value, Value>>,
    events: Vec<(String, Value)>,
    answers: BTreeMap<String, Result<Value, Value>>,
}

impl Story {
    pub fn new() -> Self {
        let world = World::new();
        programs(
            &world,
            &[
                ("ssh", "OpenSSH_9.2p1"),
                ("cloudflared", "cloudflared version 2026.3.0"),
            ],
        );
        Self {
            world,
            searches: Vec::new(),
            questions: Vec::new(),
            newest: BTreeSet::new(),
            steps: Vec::new(),
            known: BTreeMap::new(),
            rows: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    /// The window will run this search.
    pub fn search(&mut self, query: &str) {
        self.searches.push(query.to_owned());
    }

    /// The window will send this query besides its usual ones.
    pub fn ask(&mut self, name: &str, args: Value) {
        self.questions.push((name.to_owned(), args));
    }

    /// The window opens.
    pub fn open(&mut self) {
        self.world.go_to(0);
        let offers = self.world.answer("tunnel_offers", &json!({}));
        self.look(None, None, None);
        self.answered("tunnel_offers", &json!({}), offers);
    }

    /// Something happens outside.
    pub fn outside(&mut self, happen: impl FnOnce(&mut World)) {
        happen(&mut self.world);
        self.look(None, None, None);
    }

    /// Something that the app does by itself, right after the last step.
    pub fn by_itself(&mut self, happen: impl FnOnce(&mut World)) {
        self.outside(happen);
        self.steps.last_mut().unwrap().by_itself = true;
    }

    /// The window starts a probe.
    pub fn starts_probe(&mut self, order: Value, ticket: u64) {
        self.look(
            Some(key("start_probe", &order)),
            Some(Ok(json!(ticket))),
            None,
        );
    }

    /// The window makes a change, which is the next step.
    pub fn window(&mut self, name: &str, args: Value) {
        let outcome = self.world.answer(name, &args);
        let outcome = Some(self.plain(outcome));
        let acted: Option<Vec<i64>> = serde_json::from_value(args["incident_ids"].clone()).unwrap();
        self.look(Some(key(name, &args)), outcome, acted.as_deref());
    }

    /// An event for the window during the last step, after the answer.
    pub fn event(&mut self, name: &str, payload: Value) {
        let payload = self.fixed(&payload);
        let step = self.steps.last_mut().unwrap();
        step.events.push((name.to_owned(), payload));
    }

    /// The window makes a call that changes nothing, or is rejected.
    pub fn refused(&mut self, name: &str, args: Value) {
        let outcome = self.world.answer(name, &args);
        self.answered(name, &args, outcome);
    }

    /// The window gets this answer from now on.
    pub fn answered(&mut self, name: &str, args: &Value, outcome: Result<Value, Problem>) {
        let outcome = self.plain(outcome);
        let step = self.steps.last_mut().unwrap();
        step.answers.insert(key(name, args), outcome);
    }

    /// Records the core's answers to everything that the window may query now.
    fn look(
        &mut self,
        on: Option<String>,
        outcome: Option<Result<Value, Value>>,
        acted: Option<&[i64]>,
    ) {
        self.world.revision += 1;
        let mut answers = BTreeMap::new();
        let mut questions = self.all_questions(acted);
        while let Some((name, args)) = questions.pop() {
            let answer = self.world.answer(&name, &args);
            questions.extend(next_page(&name, &args, answer.as_ref().ok()));
            questions.extend(members(&name, &args, answer.as_ref().ok()));
            let (key, answer) = (key(&name, &args), self.plain(answer));
            if self.known.get(&key) != Some(&answer) {
                self.known.insert(key.clone(), answer.clone());
                answers.insert(key, answer);
            }
        }
        self.steps.push(StoryStep {
            on,
            by_itself: false,
            outcome,
            events: Vec::new(),
            answers,
        });
    }

    /// Everything that the window may query. An action on some incidents changes nothing about the others.
    fn all_questions(&mut self, acted: Option<&[i64]>) -> Vec<(String, Value)> {
        let mut all = self.questions.clone();
        let mut ask = |name: &str, args: Value| all.push((name.to_owned(), args));
        ask("complete_query", json!({"query": "", "at": 0}));
        for name in [
            "status",
            "settings",
            "monitors",
            "tunnel_log",
            "public_urls",
        ] {
            ask(name, json!({}));
        }
        let day = World::ago(86_400);
        ask(
            "plot",
            json!({"from": day, "to": null, "step": null, "endpoint": null}),
        );
        let status = self.world.status();
        self.newest.insert(status.newest_id);
        let errors = |query: &str, after: Option<i64>, incident: Option<i64>| json!({"query": query, "before": null, "after": after, "incident_id": incident, "limit": PAGE});
        let incidents = |query: &str| json!({"query": query, "sort": "newest", "group": null, "after": null, "limit": PAGE});
        for state in ["open", "acknowledged", "resolved"] {
            let query = format!("is:{state}");
            ask("incidents", incidents(&query));
            for search in &self.searches {
                ask("incidents", incidents(&format!("{query} {search}")));
            }
        }
        for search in &self.searches {
            ask("read_query", json!({"query": search}));
            ask("matches", json!({"query": search}));
            let at = search.encode_utf16().count();
            ask("complete_query", json!({"query": search, "at": at}));
        }
        ask("delivery_errors", errors(FIRST_RUN, None, None));
        for query in [""]
            .into_iter()
            .chain(self.searches.iter().map(String::as_str))
        {
            ask("delivery_errors", errors(query, None, None));
            ask("endpoints", json!({"query": query}));
        }
        for newest in &self.newest {
            for query in ["", FIRST_RUN] {
                ask("delivery_errors", errors(query, Some(*newest), None));
            }
        }
        for id in 1..=status.newest_id {
            ask("delivery_error", json!({"id": id}));
        }
        // A missing one.
        ask("delivery_error", json!({"id": 4711}));
        ask("incident", json!({"id": 4711}));
        ask("diagnosis", json!({"incident_id": 4711}));
        let counts = status.counts;
        let incidents = 1..=counts.open + counts.acknowledged + counts.resolved;
        for id in incidents.filter(|id| acted.is_none_or(|acted| acted.contains(id))) {
            ask("incident", json!({"id": id}));
            ask("diagnosis", json!({"incident_id": id}));
            ask("delivery_errors", errors("", None, Some(id)));
        }
        all
    }

    fn plain(&self, outcome: Result<Value, Problem>) -> Result<Value, Value> {
        outcome
            .map(|answer| self.fixed(&answer))
            .map_err(|problem| self.fixed(&serde_json::to_value(problem).unwrap()))
    }

    /// Replaces what differs from run to run: this machine's paths, and a random key.
    fn fixed(&self, value: &Value) -> Value {
        let folder = self.world.folder.path().display().to_string();
        let settings = self.world.settings.get();
        let key = settings.key.reveal();
        let text = value.to_string();
        if !text.contains(&folder) && (key == KEY || !text.contains(key)) {
            return value.clone();
        }
        let mut text = text
            .replace(&format!("{folder}/data"), DATA_DIR)
            .replace(&format!("{folder}/bin"), "/usr/bin");
        if key != KEY {
            text = text.replace(key, NEW_KEY);
        }
        serde_json::from_str(&text).unwrap()
    }

    /// The scenario as JSON, one answer per line.
    pub fn text(mut self) -> String {
        let steps = std::mem::take(&mut self.steps).into_iter();
        let steps: Vec<_> = steps.map(|step| self.step_text(step)).collect();
        format!(
            "{{\"now\": \"{NOW}\",\n\"rows\": [\n{}\n],\n\"steps\": [\n{}\n]}}\n",
            self.rows.join(",\n"),
            steps.join(",\n")
        )
    }

    fn step_text(&mut self, step: StoryStep) -> String {
        let mut parts = Vec::new();
        if let Some(on) = step.on {
            parts.push(format!("\"on\": {}", json!(on)));
        }
        if step.by_itself {
            parts.push("\"by_itself\": true".to_owned());
        }
        match step.outcome {
            Some(Ok(value)) => parts.push(format!("\"returns\": {}", self.shared(value))),
            Some(Err(problem)) => parts.push(format!("\"rejects\": {problem}")),
            None => {}
        }
        let events = step.events.into_iter();
        let events = events.map(|(name, payload)| json!([name, self.shared(payload)]).to_string());
        parts.push(block("events", "[]", events.collect()));
        let (mut answers, mut refusals) = (Vec::new(), Vec::new());
        for (key, answer) in step.answers {
            match answer {
                Ok(value) => answers.push(format!("{}: {}", json!(key), self.shared(value))),
                Err(problem) => refusals.push(format!("{}: {problem}", json!(key))),
            }
        }
        parts.push(block("answers", "{}", answers));
        parts.push(block("refusals", "{}", refusals));
        format!("{{{}}}", parts.join(",\n"))
    }

    /// Replaces long objects by references to shared rows: `{"$": 4}` is the fifth.
    fn shared(&mut self, value: Value) -> Value {
        match value {
            Value::Array(values) => {
                Value::Array(values.into_iter().map(|one| self.shared(one)).collect())
            }
            Value::Object(fields) => {
                let fields: Map<_, _> = fields
                    .into_iter()
                    .map(|(name, one)| (name, self.shared(one)))
                    .collect();
                let text = Value::Object(fields.clone()).to_string();
                if text.len() < LONG {
                    return Value::Object(fields);
                }
                let next = self.places.len();
                let place = *self.places.entry(text.clone()).or_insert(next);
                if place == next {
                    self.rows.push(text);
                }
                json!({"$": place})
            }
            other => other,
        }
    }
}

/// The window's query at the end of a page, if there is more.
fn next_page(name: &str, args: &Value, page: Option<&Value>) -> Option<(String, Value)> {
    let page = page?;
    let mut args = args.clone();
    match name {
        "delivery_errors" if args["after"].is_null() && page["more"] == true => {
            args["before"] = page["rows"].as_array()?.last()?["id"].clone();
        }
        "incidents" if !page["next"].is_null() => args["after"] = page["next"].clone(),
        _ => return None,
    }
    Some((name.to_owned(), args))
}

/// The window's query when a group is opened.
fn members(name: &str, args: &Value, page: Option<&Value>) -> Vec<(String, Value)> {
    let rows = page.and_then(|page| page["rows"].as_array());
    let groups = rows
        .into_iter()
        .flatten()
        .filter(|row| row["id"].as_i64() < Some(0));
    let asked = groups.filter(|_| name == "incidents").map(|group| {
        let mut args = args.clone();
        args["group"] = group["id"].clone();
        args["after"] = Value::Null;
        (name.to_owned(), args)
    });
    asked.collect()
}

/// A field with these lines between its brackets.
fn block(name: &str, brackets: &str, lines: Vec<String>) -> String {
    let (begin, end) = brackets.split_at(1);
    format!("\"{name}\": {begin}\n{}\n{end}", lines.join(",\n"))
}

/// A command with its arguments as the key that the window's player uses: arguments sorted by name.
fn key(name: &str, args: &Value) -> String {
    format!("{name} {}", ordered(args))
}

fn ordered(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<_, _> = fields.iter().collect();
            let fields = fields
                .into_iter()
                .map(|(name, one)| format!("{}:{}", json!(name), ordered(one)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(ordered).collect();
            format!("[{}]", values.join(","))
        }
        other => other.to_string(),
    }
}

/// Programs that print their version and do nothing else.
fn programs(world: &World, programs: &[(&str, &str)]) {
    let folder = world.folder.path().join("bin");
    fs::create_dir(&folder).unwrap();
    for (name, version) in programs {
        let file = folder.join(name);
        fs::write(&file, format!("#!/bin/sh\necho '{version}'\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
}
