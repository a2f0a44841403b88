//! The answers to the page's first calls, written into the page itself. They are read while WebKit starts, so the first
//! rows wait for no call.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, sync_channel},
    },
    time::Duration,
};

use missedhook_core::{
    engine::Engine,
    model::problem::Problem,
    store::{IncidentSort, RowsQuery},
};
use parking_lot::Mutex;
use serde::Serialize;
use serde_json::{Value, json};

use super::answers::{self, Reports};

/// How long the page waits for them. They usually take less than WebKit's start.
const LIMIT: Duration = Duration::from_millis(200);

/// The page's id for the element that holds them.
const ELEMENT: &str = "first-answers";

/// How many rows the page asks for at once: `PAGE` in `incident-list.svelte.ts` and in `report-list.svelte.ts`.
const ROWS: u32 = 200;

/// A call as the page makes it, and its answer.
#[derive(Serialize)]
pub struct FirstAnswer {
    call: &'static str,
    args: Value,
    answer: Value,
}

impl FirstAnswer {
    /// An answer that can't be read or written is left out: the page asks for it, and shows why it can't be had.
    pub fn of<T: Serialize>(
        call: &'static str,
        args: Value,
        answer: Result<T, Problem>,
    ) -> Option<Self> {
        let answer = serde_json::to_value(answer.ok()?).ok()?;
        Some(Self { call, args, answer })
    }
}

/// The answers for the page that loads next.
#[derive(Default)]
pub struct FirstAnswers(Mutex<Option<Receiver<Vec<FirstAnswer>>>>);

impl FirstAnswers {
    /// Reads them on another thread, for a page that opens at this route.
    pub fn prepare(&self, engine: &Arc<Engine>, address: &str) {
        let (ready, answers) = sync_channel(1);
        *self.0.lock() = Some(answers);
        let (engine, address) = (Arc::clone(engine), address.to_owned());
        tauri::async_runtime::spawn_blocking(move || {
            // Nobody waits any more if the window was closed at once.
            let _ = ready.send(read(&engine, &address));
        });
    }

    /// Those of the page that loads now: once, because they are old when it is loaded again.
    pub fn take(&self) -> Vec<FirstAnswer> {
        let ready = self.0.lock().take();
        ready
            .and_then(|ready| ready.recv_timeout(LIMIT).ok())
            .unwrap_or_default()
    }
}

/// What the page at this route asks for before its first rows are shown. Other routes begin with the status alone.
fn read(engine: &Engine, address: &str) -> Vec<FirstAnswer> {
    let route = address.trim_start_matches(['#', '/']);
    let incident = route
        .strip_prefix("incident/")
        .and_then(|id| id.parse().ok());
    let mut answers = Vec::new();
    // First, so that whatever changes after it shows in the status that the page asks for later.
    answers.extend(FirstAnswer::of(
        "status",
        json!({}),
        Ok(answers::status(engine)),
    ));
    if incident.is_some() || ["", "open"].contains(&route) {
        answers.extend(open_incidents(engine));
    }
    if let Some(id) = incident {
        answers.extend(one_incident(engine, id).into_iter().flatten());
    }
    answers
}

fn open_incidents(engine: &Engine) -> Option<FirstAnswer> {
    let query = "is:open";
    let asked = RowsQuery {
        sort: IncidentSort::Newest,
        group: None,
        after: None,
        limit: ROWS,
    };
    let args =
        json!({"query": query, "sort": asked.sort, "group": null, "after": null, "limit": ROWS});
    FirstAnswer::of("incidents", args, answers::incidents(engine, query, asked))
}

fn one_incident(engine: &Engine, id: i64) -> [Option<FirstAnswer>; 3] {
    let asked = Reports {
        before: None,
        after: None,
        incident_id: Some(id),
        limit: ROWS,
    };
    let args =
        json!({"query": "", "before": null, "after": null, "incident_id": id, "limit": ROWS});
    [
        FirstAnswer::of("incident", json!({"id": id}), answers::incident(engine, id)),
        FirstAnswer::of(
            "delivery_errors",
            args,
            answers::delivery_errors(engine, "", asked),
        ),
        FirstAnswer::of(
            "diagnosis",
            json!({"incident_id": id}),
            answers::diagnosis(engine, id),
        ),
    ]
}

/// The page with the answers in it. They are JSON in an element that runs nothing and is never read as markup.
pub fn written_into(page: &[u8], answers: &[FirstAnswer]) -> Option<Vec<u8>> {
    let page = std::str::from_utf8(page).ok()?;
    let (before, after) = page.split_at(page.rfind("</body>")?);
    // No text in it can end the element.
    let answers = serde_json::to_string(answers).ok()?.replace('<', "\\u003c");
    let page = format!(
        "{before}<script type=\"application/json\" id=\"{ELEMENT}\">{answers}</script>{after}"
    );
    Some(page.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_over_the_network_stays_a_string_of_the_page() {
        let message = "</script><b>bold</b><!--<script>";
        let answer = FirstAnswer::of("status", json!({}), Ok(json!({ "message": message })));
        let page = b"<html><body><div></div></body></html>";
        let written = written_into(page, &[answer.unwrap()]).unwrap();
        let written = String::from_utf8(written).unwrap();
        let (_, element) = written.split_once("id=\"first-answers\">").unwrap();
        let (content, rest) = element.split_once("</script>").unwrap();
        assert_eq!(rest, "</body></html>");
        assert!(!content.contains('<'), "{content}");
        let read: Value = serde_json::from_str(content).unwrap();
        assert_eq!(read[0]["answer"]["message"], message);
    }
}
