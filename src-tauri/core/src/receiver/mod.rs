//! The receiver: authenticates and limits RETM's POST requests, stores the body, and answers 200 only when the report
//! is on disk. A tunnel exposes nothing else: one POST route and its greeting, and the relay's route if it is on. The
//! peer's address grants nothing, because everything that comes through a tunnel has this machine's address.

mod accept_failures;
mod answer;
mod auth_failures;
mod body;
mod caller;
mod clock_check;
mod connection_limit;
mod greeting;
mod headers;
mod hook;
mod report_log;
pub mod source_proof;
mod state;

pub use auth_failures::FailedAuthentications;
pub use headers::ACCEPTED_BY;
pub use report_log::ReportLog;
pub use state::{ReceiverLimits, ReceiverState};

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::Request,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    incident::delivery_error::{Arrival, Source},
    model::problem::Problem,
    settings::{Authorised, KeyUsed, Settings},
    store::IngestError,
    worker::{self, Role},
};
use accept_failures::AcceptFailures;
use answer::{RETRY_AFTER, problem_response};
use body::{BODY_LIMIT, read_body};
use caller::Caller;
use connection_limit::ConnectionLimiter;
use state::{authorise, unauthorised};

/// The size limit of all headers, in bytes. Common web servers accept as much, and it is small enough that a thousand
/// senders with endless headers use little memory.
const HEADER_LIMIT: usize = 32 * 1024;
/// The maximum number of headers. Gateways and tracing add dozens; their bytes have a separate limit.
const MAX_HEADERS: usize = 500;
/// How long a sender may take to send its headers, and how long a connection may stay idle.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long active requests may take to finish when the receiver stops.
const DRAIN_TIME: Duration = Duration::from_secs(5);
/// How long a connection may stay open to finish its current request before it is closed.
const LAST_REQUEST: Duration = Duration::from_secs(40);
/// How long to wait after a connection could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Why the receiver can't listen.
#[derive(Debug, Error)]
pub enum ListenError {
    /// Another program listens on the address.
    #[error("Port {} is taken{}.", .address.port(), by(.holder))]
    Taken {
        address: SocketAddr,
        /// The name and process id of the program, if known.
        holder: Option<(String, u32)>,
    },
    /// Any other error.
    #[error("The receiver can't listen on {address}: {source}.")]
    Refused {
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
}

fn by(holder: &Option<(String, u32)>) -> String {
    holder
        .as_ref()
        .map(|(name, pid)| format!(" by {name} (pid {pid})"))
        .unwrap_or_default()
}

impl ListenError {
    /// The error in words for the user.
    pub fn problem(&self) -> Problem {
        Problem::new(
            self.to_string(),
            "RETM's reports can't reach you.",
            match self {
                Self::Taken { .. } => "Choose another with --listen, or stop it.",
                Self::Refused { .. } => "Choose another address with --listen.",
            },
        )
    }
}

impl From<ListenError> for Problem {
    fn from(error: ListenError) -> Self {
        error.problem()
    }
}

/// Binds the address.
///
/// # Errors
/// [`ListenError::Taken`] names the program that holds it, if known.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => ListenError::Taken {
                address,
                // The listeners crate finds out who listens on a port, on all three platforms.
                holder: listeners::get_process_by_port(address.port(), listeners::Protocol::TCP)
                    .ok()
                    .map(|process| (process.name, process.pid)),
            },
            _ => ListenError::Refused { address, source },
        })
}

/// The worker that accepts connections.
pub const ROLE: Role = Role {
    name: "receiver",
    does: "accepts connections",
    meaning: "RETM's reports wait until it runs again.",
};

/// Serves until `end` is cancelled, then lets active requests finish.
pub async fn serve(
    listener: impl Into<Arc<TcpListener>>,
    state: ReceiverState,
    end: CancellationToken,
) {
    let listener = listener.into();
    let mut clock = clock_check::ClockCheck::of(Arc::clone(&state.clock));
    let state = Arc::new(state);
    let limiter = ConnectionLimiter::new();
    let connections = TaskTracker::new();
    // Aborts the connections that are still open when this function returns.
    let late = CancellationToken::new();
    let _late = late.clone().drop_guard();
    let mut failures = AcceptFailures::default();
    loop {
        let accepted = async {
            let accepted = listener.accept().await?;
            // While every slot has an active request, this connection waits here and the others in the system's queue.
            Ok::<_, io::Error>((accepted, limiter.acquire().await))
        };
        let accepted = tokio::select! {
            () = end.cancelled() => break,
            accepted = accepted => accepted,
        };
        worker::heartbeat(ROLE.name);
        match accepted {
            Ok(((stream, peer), permit)) => {
                let caller = Caller { peer, permit };
                if clock.is_right() {
                    let serving = connection(stream, caller, Arc::clone(&state), end.clone());
                    connections.spawn(late.clone().run_until_cancelled_owned(serving));
                } else {
                    let refusing = clock_check::refuse(stream, caller.permit);
                    connections.spawn(late.clone().run_until_cancelled_owned(refusing));
                }
            }
            // Out of file handles, so close the idlest connection to free one. Or the peer went away before the accept.
            Err(error) => {
                if let Some(times) = failures.note(Instant::now()) {
                    tracing::warn!(%error, times, "connections could not be accepted");
                }
                limiter.evict_one();
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    let _ = timeout(DRAIN_TIME, connections.wait()).await;
}

async fn connection(
    stream: TcpStream,
    caller: Caller,
    state: Arc<ReceiverState>,
    end: CancellationToken,
) {
    let _ = stream.set_nodelay(true);
    let permit = Arc::clone(&caller.permit);
    // Without a router: there are two paths, and looking them up would cost more than they do.
    let service = service_fn(move |request: Request<Incoming>| {
        let answering = handle_or_500(Arc::clone(&state), caller.clone(), request.map(Body::new));
        async { Ok::<_, Infallible>(answering.await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        // A sender may close its half after the request and still wait for the answer.
        .half_close(true)
        .max_headers(MAX_HEADERS)
        .max_buf_size(HEADER_LIMIT);
    let connection = http.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = &mut connection => return,
        () = end.cancelled() => {}
        // The answer has been written already, unless the sender does not read it. A request that began after the
        // eviction may finish.
        () = permit.evicted() => if !permit.has_active_request() { return },
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(LAST_REQUEST, connection).await;
}

/// Answers 500 if the handler panics. The panic affects only this connection.
async fn handle_or_500(state: Arc<ReceiverState>, caller: Caller, request: Request) -> Response {
    let answering = async {
        worker::heartbeat("answer");
        handle(&state, &caller, request).await
    };
    worker::catch_async(answering)
        .await
        .unwrap_or_else(|panic| {
            let _span = caller.span().entered();
            tracing::error!("A request could not be answered: {panic}.");
            problem_response(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Missedhook failed at this request. Send it again.",
                &[("connection", "close")],
            )
        })
}

/// Routes a request. Everything except the receiver's own path, and the relay's if it is on, gets 404 with no body.
async fn handle(state: &ReceiverState, caller: &Caller, request: Request) -> Response {
    let not_found = || StatusCode::NOT_FOUND.into_response();
    if request.uri().path().starts_with(hook::PREFIX) {
        return hook::handle(state, caller, request).await;
    }
    let Some(key) = request.uri().path().strip_prefix("/error/") else {
        return not_found();
    };
    let (settings, now) = (state.settings.get(), (state.clock)());
    let Some(key_used) = settings.key_used(key.as_bytes(), now) else {
        return state.auth_failures.refuse(now, not_found);
    };
    match *request.method() {
        Method::GET | Method::HEAD => greeting::greeting(request.uri(), &state.secret),
        Method::POST => {
            let Some(authorised) = authorise(&settings, request.headers()) else {
                return unauthorised(state, now);
            };
            let _serving = caller.permit.begin_request();
            ingest(state, caller, (&settings, key_used, authorised), request).await
        }
        _ => problem_response(
            StatusCode::METHOD_NOT_ALLOWED,
            "Reports come by POST.",
            &[("allow", "GET, HEAD, POST")],
        ),
    }
}

async fn ingest(
    state: &ReceiverState,
    caller: &Caller,
    (settings, key_used, authorised): (&Settings, KeyUsed, Authorised),
    request: Request,
) -> Response {
    let begun = Instant::now();
    let (parts, body) = request.into_parts();
    // The store limits its own time.
    let body = match timeout(state.limits.request, read_body(body, BODY_LIMIT)).await {
        Ok(Ok(Some(body))) => body,
        Ok(Ok(None)) => {
            return problem_response(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!("A report is at most {} KiB.", BODY_LIMIT / 1024),
                &[("connection", "close")],
            );
        }
        Ok(Err(_)) => return problem_response(StatusCode::BAD_REQUEST, "The body broke off.", &[]),
        Err(_) => {
            return problem_response(
                StatusCode::REQUEST_TIMEOUT,
                "The whole request did not come in time.",
                &[("connection", "close")],
            );
        }
    };
    let now = (state.clock)();
    let header = |name: &str| parts.headers.get(name)?.to_str().ok();
    let claimed = header(Source::HEADER)
        .and_then(|claim| claim.parse().ok())
        .unwrap_or(Source::Retm);
    let proof = header(source_proof::HEADER);
    let arrival = Arrival {
        received_at: now,
        source: state.proofs.source(claimed, proof, &body, now),
        merchant: authorised.merchant,
        relay_request: None,
        body,
        headers: headers::stored(&parts.headers, settings, key_used),
        remote_addr: caller.peer.to_string(),
    };
    match state.store.ingest(arrival).await {
        Ok(kept) => {
            state.report_log.note(&kept, caller, begun.elapsed());
            answer::kept(&kept)
        }
        Err(error @ IngestError::QueueFull) => problem_response(
            StatusCode::SERVICE_UNAVAILABLE,
            &error.to_string(),
            &[("retry-after", RETRY_AFTER)],
        ),
        // Details of the disk failure are for the user of this machine, not for the network.
        Err(IngestError::Store(_)) => problem_response(
            StatusCode::SERVICE_UNAVAILABLE,
            "The report could not be kept.",
            &[("retry-after", RETRY_AFTER)],
        ),
    }
}
