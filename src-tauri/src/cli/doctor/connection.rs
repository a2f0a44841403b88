//! The checks of `doctor` for the way in: the receiver, the tunnel and whether RETM can reach this machine.

use std::net::SocketAddr;

use missedhook_core::{
    engine::open_to_network,
    ingress::{
        check,
        tunnel::{self, Offer},
    },
    locale::Locale,
    model::{
        message::{LocalizableText, Message},
        tunnel::TunnelKind,
    },
    monitor::reachability::outcome::Outcome,
    monitoring::prober::http_client,
    platform::{data_dir::DataDir, proxy},
    receiver,
    settings::Settings,
};

use super::{
    check::{Failure, Finding},
    program_state,
};
use crate::cli::{printable, runtime, url::tunnel_url};

pub fn receiver(dir: &DataDir, listen: Option<SocketAddr>) -> Finding {
    if let Some(running) = dir.running() {
        return match running.receiver {
            Some(address) => answering(address, running.pid),
            None => Err(Failure::unreached(
                Message::new("doctor-receiver-deaf").code("pid", running.pid.to_string()),
                Message::new("doctor-receiver-deaf-next"),
            )),
        };
    }
    let settings = Settings::load(dir)?;
    let address = listen.unwrap_or(settings.listen);
    let free = runtime().map(|runtime| runtime.block_on(receiver::bind(address)));
    match free {
        Ok(Ok(_)) => Err(Failure::new(
            Message::new("doctor-receiver-not-running").code("address", address.to_string()),
            Message::new("doctor-unreachable"),
            Message::new("doctor-receiver-start"),
        )),
        Ok(Err(error)) => Err(error.into()),
        Err(error) => Err(Failure::new(
            Message::new("doctor-system-says").quoted("text", error.to_string()),
            Message::new("doctor-nothing-listens"),
            Message::new("doctor-try-again"),
        )),
    }
}

/// Whether the receiver of this process answers: it may hang or refuse every report.
fn answering(address: SocketAddr, pid: u32) -> Finding {
    let about = |id: &'static str| {
        let address = address.to_string();
        Message::new(id)
            .code("address", address)
            .code("pid", pid.to_string())
    };
    let refused = |what: Message, remedy| Err(Failure::unreached(what, Message::new(remedy)));
    match http_client::ask_receiver(address) {
        Ok(503) => refused(about("doctor-receiver-refuses"), "doctor-receiver-clock"),
        Ok(404) => Ok(match open_to_network(address) {
            None => about("doctor-receiver-listens").into(),
            Some(open) => about("doctor-receiver-open")
                .phrase("sentence", LocalizableText::English(open))
                .into(),
        }),
        Ok(status) => refused(
            about("doctor-receiver-other").code("status", status.to_string()),
            "doctor-receiver-other-next",
        ),
        Err(error) => refused(
            about("doctor-receiver-silent").quoted("text", error.to_string()),
            "doctor-restart",
        ),
    }
}

/// Any subset is fine: one program is enough, and bore needs none.
pub fn tunnel_programs() -> Finding {
    let offers = offers()?;
    let offers = offers.iter().filter(|offer| offer.program.is_some());
    let found = offers.map(program).reduce(|first, next| {
        Message::new("doctor-tunnel-programs-and")
            .phrase("first", first)
            .phrase("next", next)
    });
    Ok(match found {
        None => Message::new("doctor-tunnel-programs-none"),
        Some(programs) => Message::new("doctor-tunnel-programs-found").phrase("programs", programs),
    }
    .into())
}

fn program(offer: &Offer) -> Message {
    match &offer.version {
        Some(version) => Message::new("doctor-tunnel-program").code("version", printable(version)),
        None => Message::new("doctor-tunnel-program-mute"),
    }
    .phrase("tunnel", title(offer.kind))
}

fn offers() -> Result<Vec<Offer>, Failure> {
    let not_looked = |error: std::io::Error| {
        Failure::new(
            Message::new("doctor-tunnel-programs-unknown").quoted("text", error.to_string()),
            Message::new("doctor-tunnel-programs-unknown-means"),
            Message::new("doctor-try-again"),
        )
    };
    let deps = tunnel::TunnelDeps::of_this_machine().map_err(not_looked)?;
    let runtime = runtime().map_err(not_looked)?;
    Ok(runtime.block_on(tunnel::offers(&deps, None, Locale::default())))
}

pub fn tunnel(dir: &DataDir) -> Finding {
    let settings = Settings::load(dir)?;
    let Some(kind) = settings.tunnel.kind else {
        return Ok(match &settings.public_url {
            Some(url) => Message::new("doctor-tunnel-own-url")
                .code("url", url.to_string())
                .into(),
            None => Message::new("doctor-tunnel-none").into(),
        });
    };
    let offer = offers()?.into_iter().find(|offer| offer.kind == kind);
    match offer {
        Some(offer) if !offer.found => Err(Failure::unreached(
            Message::new("doctor-tunnel-missing").phrase("tunnel", title(kind)),
            Message::new("tunnel-get").form("kind", kind.into()),
        )),
        _ => Ok(title(kind)),
    }
}

/// The name of a tunnel: a product's, or that it is the person's own.
fn title(kind: TunnelKind) -> LocalizableText {
    match kind {
        TunnelKind::OwnUrl => Message::new("tunnel-own-url").into(),
        kind => LocalizableText::Code(kind.title().to_owned()),
    }
}

/// Whether the public URL leads to the receiver of this data directory.
pub fn reachability(dir: &DataDir) -> Finding {
    let settings = Settings::load(dir)?;
    let public = tunnel_url(dir, &settings)
        .or_else(|| settings.public_url.as_ref().map(ToString::to_string));
    let Some(public) = public else {
        return match settings.tunnel.kind {
            None => program_state::no_connection(&settings),
            Some(kind) => Err(Failure::unreached(
                Message::new("doctor-tunnel-not-up").phrase("tunnel", title(kind)),
                Message::new("doctor-tunnel-not-up-next"),
            )),
        };
    };
    let Some(address) = dir.running().and_then(|running| running.receiver) else {
        return Err(Failure::new(
            Message::new("doctor-reachability-not-checked").code("url", public),
            Message::new("doctor-unreachable"),
            Message::new("doctor-start"),
        ));
    };
    let outcome = check::compare(
        &settings.receiver_url_at(&public),
        &settings.local_url(address),
    );
    match outcome {
        Outcome::Reachable { took_ms } => Ok(Message::new("doctor-reachability-proven")
            .code("url", public)
            .figure("milliseconds", took_ms)
            .into()),
        Outcome::Failed { problem, .. } => Err(problem.into()),
    }
}

pub fn proxy() -> LocalizableText {
    match proxy::configured() {
        Some(proxy) => Message::new("doctor-proxy-set").code("address", proxy),
        None => Message::new("doctor-proxy-none"),
    }
    .into()
}
