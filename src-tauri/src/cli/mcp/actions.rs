//! The tools that change something. Only available with `--allow-actions`.

use missedhook_core::{
    engine::{self, ReplayRequest},
    incident::{Action, MAX_MUTE},
    model::problem::Problem,
    relaying::Replayed,
    store::relay::RelayReader,
};
use rmcp::{
    handler::server::{common::schema_for_output, wrapper::Parameters},
    model::CallToolResult,
    schemars::{self, JsonSchema},
    tool, tool_router,
};
use serde::{Deserialize, Serialize};

use super::{
    answer::{failed, short, structured},
    server::Server,
};
use crate::cli::act::check_known;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct IncidentsParams {
    /// Their numbers
    incidents: Vec<i64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AcknowledgeParams {
    /// Their numbers
    incidents: Vec<i64>,
    /// Whether it ends when the code or cause changes, or ten times as many reports come in an hour
    #[serde(default)]
    until_change: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MuteParams {
    /// Their numbers
    incidents: Vec<i64>,
    /// For how many minutes; 0 ends the mute
    minutes: i64,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReplayParams {
    /// The request's number
    request: i64,
}

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
struct DoneAnswer {
    /// How many incidents were changed
    changed: i64,
    text: String,
}

/// What is said to an agent that would send a reward again.
const ONLY_A_PERSON: &str =
    "Only a person can replay it: in the window, or with `missedhook replay --yes`.";

/// What a replay came to.
#[derive(Debug, Serialize, JsonSchema)]
struct ReplayAnswer {
    request: i64,
    /// The status that your integration answered; null where no answer came
    status: Option<i64>,
    error: Option<String>,
    took_ms: i64,
}

impl ReplayAnswer {
    fn of(replayed: &Replayed) -> Self {
        Self {
            request: replayed.id,
            status: replayed.status.map(i64::from),
            error: replayed.error.as_deref().map(short),
            took_ms: i64::try_from(replayed.ms).unwrap_or(i64::MAX),
        }
    }
}

impl Server {
    async fn act(&self, action: Action, incidents: Vec<i64>) -> CallToolResult {
        let done = async {
            let ready = self.read(move |history| {
                check_known(history.reader.as_ref(), &incidents)?;
                Ok((history.dir.clone(), incidents, history.redaction()))
            });
            let (dir, incidents, redaction) = ready.await?;
            let done = engine::act(&dir, action, incidents).await?;
            let answer = DoneAnswer {
                changed: done.changed,
                text: done.text,
            };
            anyhow::Ok(structured(&answer, &redaction))
        };
        done.await.unwrap_or_else(failed)
    }
}

#[tool_router(router = action_tools, vis = "pub(super)")]
impl Server {
    #[tool(
        description = "Acknowledge incidents: somebody knows, and there are no more notifications about them; with until_change only until their code or cause changes.",
        output_schema = schema_for_output::<DoneAnswer>(),
        annotations(title = "Acknowledge", destructive_hint = false, idempotent_hint = true, open_world_hint = false)
    )]
    async fn acknowledge(
        &self,
        Parameters(asked): Parameters<AcknowledgeParams>,
    ) -> CallToolResult {
        let action = match asked.until_change {
            true => Action::AcknowledgeUntilChange,
            false => Action::Acknowledge,
        };
        self.act(action, asked.incidents).await
    }

    #[tool(
        description = "Resolve incidents: they are over, and a new error opens a new one.",
        output_schema = schema_for_output::<DoneAnswer>(),
        annotations(title = "Resolve", destructive_hint = false, idempotent_hint = true, open_world_hint = false)
    )]
    async fn resolve(&self, Parameters(asked): Parameters<IncidentsParams>) -> CallToolResult {
        self.act(Action::Resolve, asked.incidents).await
    }

    #[tool(
        description = "Mute incidents for some minutes, or end their mute with 0.",
        output_schema = schema_for_output::<DoneAnswer>(),
        annotations(title = "Mute", destructive_hint = false, idempotent_hint = true, open_world_hint = false)
    )]
    async fn mute(&self, Parameters(asked): Parameters<MuteParams>) -> CallToolResult {
        let action = match u32::try_from(asked.minutes) {
            Ok(0) => Action::Unmute,
            Ok(minutes) if minutes <= MAX_MUTE => Action::Mute { minutes },
            _ => {
                let problem = Problem::new(
                    format!("{} minutes is no time to mute for.", asked.minutes),
                    "Nothing was changed.",
                    format!("From 1 to {MAX_MUTE}, or 0 to end the mute."),
                );
                return failed(problem.into());
            }
        };
        self.act(action, asked.incidents).await
    }

    #[tool(
        description = "Hand a request of the relay on to your integration once more, at the relay's own target. It may have effects there: an order may be taken twice where the integration does not look at `webhook-id`. Requests about rewards are refused.",
        output_schema = schema_for_output::<ReplayAnswer>(),
        annotations(title = "Replay a request", destructive_hint = true, idempotent_hint = false, open_world_hint = false)
    )]
    async fn replay(&self, Parameters(asked): Parameters<ReplayParams>) -> CallToolResult {
        let done = async {
            let ready = self.read(move |history| {
                let reader = RelayReader::open(&history.dir)?;
                let plan = reader.map(|reader| reader.plan_replay(&[asked.request]));
                let plan = plan.transpose()?.unwrap_or_default();
                match plan.rewards_problem(ONLY_A_PERSON) {
                    Some(problem) => Err(problem.into()),
                    None => Ok((history.dir.clone(), history.redaction())),
                }
            });
            let (dir, redaction) = ready.await?;
            let request = ReplayRequest {
                ids: vec![asked.request],
                to: None,
                times: 1,
            };
            let done = engine::replay(&dir, request).await?;
            let none = || anyhow::anyhow!("Nothing was replayed.");
            let done = done.first().ok_or_else(none)?;
            Ok(structured(&ReplayAnswer::of(done), &redaction))
        };
        done.await.unwrap_or_else(failed)
    }
}
