//! Work that a command hands to the running program: actions on incidents, replays of requests. If no program runs, the
//! command does the work itself. A request is a file in the data directory, and so is its answer: anyone who can write
//! there can change the history anyway.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use serde::{Deserialize, Serialize};

use crate::{
    feed::Feed,
    incident::{Action, ActionDone, Done, IncidentState},
    locale::Locale,
    model::{http_url::HttpUrl, moment::system_clock, problem::Problem},
    platform::{
        data_dir::{DataDir, DataDirError, open_to_read, replace_private_file},
        random,
    },
    relaying::{self, ATTEMPT_LIMIT, Replayed},
    settings::Settings,
    sharing::targets::{self, TestRecord},
    store::{Store, relay::RelayStore},
    worker,
};

/// A request is named like `order-3f9a….json`; its answer ends in `.answer`.
const PREFIX: &str = "order-";
const ANSWER_LIMIT: Duration = Duration::from_secs(15);
const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// A request older than this has nobody waiting for it.
const EXPIRES_AFTER: Duration = Duration::from_secs(60);
/// The size limit of a request or an answer, in bytes. Real ones are smaller.
const LIMIT: u64 = 64 * 1024;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Request {
    Act { action: Action, incidents: Vec<i64> },
    Replay(ReplayRequest),
    Team(TeamRequest),
    Target { name: String, record: TestRecord },
}

/// What to do with colleagues' incidents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TeamRequest {
    /// [`Action::Acknowledge`] or [`Action::Resolve`].
    pub action: Action,
    /// Their numbers here.
    pub ids: Vec<i64>,
    /// What this machine is called.
    pub name: String,
}

/// The requests to replay: one after the other, each `times` times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReplayRequest {
    /// The ids of the requests.
    pub ids: Vec<i64>,
    /// Where to send them; `None`: to the relay's configured target.
    pub to: Option<String>,
    /// How often to send each.
    pub times: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Done(ActionDone),
    Replayed(Vec<Replayed>),
    Recorded,
    Failed(Problem),
}

impl Answer {
    fn failed<T>(self) -> Result<T, Problem> {
        Err(match self {
            Self::Failed(problem) => problem,
            _ => Problem::new(
                "The running Missedhook answered something else.",
                "It is not known whether it was done.",
                "Restart Missedhook: it may be another version.",
            ),
        })
    }
}

/// Acts on incidents of that data directory, in this process or through the running program.
pub async fn act(
    dir: &DataDir,
    action: Action,
    incidents: Vec<i64>,
) -> Result<ActionDone, Problem> {
    match dir.lock() {
        Ok(_lock) => act_in_process(dir, action, incidents).await,
        Err(DataDirError::InUse { .. }) => {
            let request = Request::Act { action, incidents };
            match ask_running_program(dir, &request, ANSWER_LIMIT).await? {
                Answer::Done(done) => Ok(done),
                other => other.failed(),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Replays requests of that data directory, in this process or through the running program. Takes at most half a minute
/// for each request.
///
/// # Errors
/// No request has that id, there is no target, or the database fails. Replays up to that point are stored with their
/// request.
pub async fn replay(dir: &DataDir, request: ReplayRequest) -> Result<Vec<Replayed>, Problem> {
    match dir.lock() {
        Ok(_lock) => {
            let settings = Settings::load(dir)?;
            let store = RelayStore::open(dir, system_clock(), Feed::default())?;
            let done = replay_all(&store, settings.relay.target, &request).await;
            worker::blocking(move || store.close()).await;
            done
        }
        Err(DataDirError::InUse { .. }) => {
            let attempts = u32::try_from(request.ids.len()).unwrap_or(u32::MAX);
            let attempts = attempts.saturating_mul(request.times);
            let limit = ANSWER_LIMIT + ATTEMPT_LIMIT.saturating_mul(attempts);
            match ask_running_program(dir, &Request::Replay(request), limit).await? {
                Answer::Replayed(done) => Ok(done),
                other => other.failed(),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Acts on colleagues' incidents, in this process or through the running program. It is shared by whichever runs with
/// the team's server.
pub async fn act_for_team(dir: &DataDir, request: TeamRequest) -> Result<ActionDone, Problem> {
    match dir.lock() {
        Ok(_lock) => {
            let store = Store::open(dir, system_clock(), Feed::default())?;
            let done = perform_team_request(&store, request).await;
            worker::blocking(move || store.close()).await;
            done
        }
        Err(DataDirError::InUse { .. }) => {
            match ask_running_program(dir, &Request::Team(request), ANSWER_LIMIT).await? {
                Answer::Done(done) => Ok(done),
                other => other.failed(),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Records what is known of the test of a target, in this process or through the running program.
///
/// # Errors
/// No test was sent yet, or the database fails.
pub async fn record_target_test(
    dir: &DataDir,
    name: String,
    record: TestRecord,
) -> Result<(), Problem> {
    match dir.lock() {
        Ok(_lock) => {
            let store = Store::open(dir, system_clock(), Feed::default())?;
            worker::blocking(move || {
                let done = targets::record_test(&store, &name, record);
                store.close();
                done
            })
            .await
        }
        Err(DataDirError::InUse { .. }) => {
            let request = Request::Target { name, record };
            match ask_running_program(dir, &request, ANSWER_LIMIT).await? {
                Answer::Recorded => Ok(()),
                other => other.failed(),
            }
        }
        Err(error) => Err(error.into()),
    }
}

async fn perform_team_request(store: &Store, request: TeamRequest) -> Result<ActionDone, Problem> {
    let state = match request.action {
        Action::Acknowledge => IncidentState::Acknowledged,
        Action::Resolve => IncidentState::Resolved,
        _ => {
            return Err(Problem::new(
                "A colleague's incident can be acknowledged or resolved.",
                "Nothing was changed.",
                "Ask your colleague for more.",
            ));
        }
    };
    let changed = store.act_for_team(state, request.ids, request.name).await?;
    Ok(Done::of(request.action, changed).localized(Locale::default()))
}

async fn replay_all(
    store: &RelayStore,
    own: Option<HttpUrl>,
    request: &ReplayRequest,
) -> Result<Vec<Replayed>, Problem> {
    let other = request.to.as_deref().map(HttpUrl::parse).transpose();
    let other = other.map_err(|_| no_target("The target is no http or https URL."))?;
    let is_own = other.is_none();
    let target = other.or(own);
    let target = target.ok_or_else(|| no_target("The relay has no target."))?;
    let clock = system_clock();
    let mut done = Vec::new();
    for id in &request.ids {
        for _ in 0..request.times {
            done.push(relaying::replay(store, &clock, *id, &target, is_own).await?);
        }
    }
    Ok(done)
}

fn no_target(what: &str) -> Problem {
    Problem::new(
        what,
        "Nothing was replayed.",
        "Name one with --to, or set `target` under [relay] in settings.toml.",
    )
}

async fn act_in_process(
    dir: &DataDir,
    action: Action,
    incidents: Vec<i64>,
) -> Result<ActionDone, Problem> {
    let store = Store::open(dir, system_clock(), Feed::default())?;
    let done = store.act(action, incidents).await;
    let closing = worker::blocking(move || store.close());
    closing.await;
    Ok(done?.localized(Locale::default()))
}

async fn ask_running_program(
    dir: &DataDir,
    request: &Request,
    limit: Duration,
) -> Result<Answer, Problem> {
    let request_file = write_request(dir, request).map_err(|error| {
        Problem::new(
            format!("The running Missedhook doesn't respond: {error}."),
            "Nothing was changed.",
            "Make sure its data directory is writable.",
        )
    })?;
    let end = Instant::now() + limit;
    let answer = request_file.with_extension("answer");
    loop {
        if let Some(answer) = read::<Answer>(&answer) {
            let _ = fs::remove_file(request_file.with_extension("answer"));
            return Ok(answer);
        }
        if Instant::now() > end {
            // If the file is gone, the running program has begun the request.
            let meaning = match fs::remove_file(&request_file) {
                Ok(()) => "Nothing was changed.",
                Err(_) => "It is not known whether it was done.",
            };
            return Err(Problem::new(
                "The running Missedhook does not answer.",
                meaning,
                "See `missedhook doctor`; restart Missedhook where it hangs.",
            ));
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

fn write_request(dir: &DataDir, request: &Request) -> io::Result<PathBuf> {
    let nonce = random::nonce().map_err(io::Error::other)?;
    let path = dir.path().join(format!("{PREFIX}{}.json", nonce.as_str()));
    replace_private_file(&path, &serde_json::to_vec(request)?)?;
    Ok(path)
}

/// Carries out all waiting requests and answers each. Replays are slow, so they do not hold up the other requests.
pub(super) async fn answer_all(store: &Store, relay: &RelayTarget, dir: &Arc<DataDir>) {
    let looked = Arc::clone(dir);
    for (path, request) in worker::blocking(move || take_requests(&looked)).await {
        match request {
            Request::Act { action, incidents } => {
                let answer = match store.act(action, incidents).await {
                    Ok(done) => Answer::Done(done.localized(Locale::default())),
                    Err(error) => Answer::Failed(error.problem()),
                };
                write(path, answer).await;
            }
            Request::Team(request) => {
                let done = perform_team_request(store, request).await;
                write(path, done.map_or_else(Answer::Failed, Answer::Done)).await;
            }
            Request::Target { name, record } => {
                let store = store.clone();
                let done = worker::blocking(move || targets::record_test(&store, &name, record));
                let answer = done
                    .await
                    .map_or_else(Answer::Failed, |()| Answer::Recorded);
                write(path, answer).await;
            }
            Request::Replay(request) => {
                let (store, target) = relay();
                tokio::spawn(async move {
                    let done = match store {
                        Some(store) => replay_all(&store, target, &request).await,
                        None => Err(no_target("The relay was never switched on.")),
                    };
                    write(path, done.map_or_else(Answer::Failed, Answer::Replayed)).await;
                });
            }
        }
    }
}

/// The relay's database, and where it forwards requests.
pub(super) type RelayTarget = dyn Fn() -> (Option<RelayStore>, Option<HttpUrl>) + Send + Sync;

async fn write(path: PathBuf, answer: Answer) {
    let written = worker::blocking(move || {
        let text = serde_json::to_vec(&answer)?;
        replace_private_file(&path.with_extension("answer"), &text)
    });
    if let Err(error) = written.await {
        tracing::warn!(%error, "can't answer a command");
    }
}

/// Whether a file of that name is a request.
pub(super) fn is_request(name: &str) -> bool {
    name.starts_with(PREFIX) && is_json(Path::new(name))
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "json")
}

/// The waiting requests. Deletes each file, so that a request is carried out only once.
fn take_requests(dir: &DataDir) -> Vec<(PathBuf, Request)> {
    let entries = fs::read_dir(dir.path()).into_iter().flatten().flatten();
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    let mut requests = Vec::new();
    for path in named.map(|entry| entry.path()) {
        if is_abandoned(&path) {
            let _ = fs::remove_file(&path);
        } else if is_json(&path) && has_our_owner(&path, dir) {
            let request = read(&path);
            if let (Ok(()), Some(request)) = (fs::remove_file(&path), request) {
                requests.push((path, request));
            }
        }
    }
    requests
}

/// Whether nobody waits any longer: the command was killed, or this program was not running.
fn is_abandoned(path: &Path) -> bool {
    let modified = fs::symlink_metadata(path).and_then(|metadata| metadata.modified());
    let age = modified
        .ok()
        .and_then(|at| SystemTime::now().duration_since(at).ok());
    age.is_some_and(|age| age > EXPIRES_AFTER)
}

/// Whether the file belongs to the owner of the history: others may also write to a shared directory.
fn has_our_owner(path: &Path, dir: &DataDir) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let owner = |metadata: fs::Metadata| metadata.uid();
        let of = fs::symlink_metadata(path).map(owner).ok();
        let ours = fs::metadata(dir.database()).map(owner).ok();
        of.is_some() && (of == ours || of == Some(0))
    }
    #[cfg(not(unix))]
    {
        let _ = (path, dir);
        true
    }
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Option<T> {
    let mut text = Vec::new();
    let file = open_to_read(path).ok()?;
    file.take(LIMIT).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh() -> (tempfile::TempDir, Arc<DataDir>, Store) {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        let store = Store::open(&dir, system_clock(), Feed::default()).unwrap();
        (temp, Arc::new(dir), store)
    }

    fn request() -> Request {
        Request::Act {
            action: Action::Resolve,
            incidents: vec![7],
        }
    }

    fn files_left(dir: &DataDir) -> usize {
        let names = fs::read_dir(dir.path()).unwrap().flatten();
        names
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX))
            .count()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_is_done_answered_and_gone() {
        let (_temp, dir, store) = fresh();
        let (asking, request) = (Arc::clone(&dir), request());
        let asked =
            tokio::spawn(async move { ask_running_program(&asking, &request, ANSWER_LIMIT).await });
        while !asked.is_finished() {
            answer_all(&store, &|| (None, None), &dir).await;
            tokio::task::yield_now().await;
        }
        let Answer::Done(done) = asked.await.unwrap().unwrap() else {
            panic!("another answer");
        };
        assert_eq!(
            (done.changed, files_left(&dir)),
            (0, 0),
            "there is no incident 7"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_that_nobody_answers_is_withdrawn() {
        let (_temp, dir, store) = fresh();
        let asked = ask_running_program(&dir, &request(), Duration::ZERO).await;
        let problem = asked.err().unwrap();
        assert_eq!(problem.meaning, "Nothing was changed.");
        assert_eq!(files_left(&dir), 0);
        answer_all(&store, &|| (None, None), &dir).await;
        assert_eq!(files_left(&dir), 0, "nothing was done");
    }

    #[test]
    fn what_is_left_over_or_malformed_is_not_done() {
        let (_temp, dir, _store) = fresh();
        let request_file = write_request(&dir, &request()).unwrap();
        let long_ago = SystemTime::now() - EXPIRES_AFTER - Duration::from_secs(1);
        let file = fs::File::options().write(true).open(&request_file).unwrap();
        file.set_modified(long_ago).unwrap();
        fs::write(dir.path().join(format!("{PREFIX}1.json")), "{").unwrap();
        fs::create_dir(dir.path().join(format!("{PREFIX}2.json"))).unwrap();
        assert!(take_requests(&dir).is_empty());
        assert!(!request_file.exists(), "it is past its time");
        write_request(&dir, &request()).unwrap();
        assert_eq!(take_requests(&dir).len(), 1);
        assert!(take_requests(&dir).is_empty(), "it is done once");
    }
}
