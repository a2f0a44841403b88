//! Connects to the server: TLS as the URL says, with every certificate verified.

use std::{error::Error as _, future::poll_fn, io, path::Path, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio::time::timeout;
use tokio_postgres::{
    AsyncMessage, Client, Connection, Socket, error::SqlState, tls::MakeTlsConnect,
};
// tokio-postgres-rustls: TLS of tokio-postgres with the rustls that everything else uses, channel binding included.
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{model::problem::Problem, settings::ServerUrl, worker};

/// How long connecting may take.
const LIMIT: Duration = Duration::from_secs(15);
/// How long a connection is silent before the system checks whether the other end is still there.
const KEEPALIVE: Duration = Duration::from_secs(30);

const MEANING: &str =
    "Your colleagues don't see your incidents, nor you theirs. What is to be shared waits.";

pub(super) const GRANT: &str = "Grant the rights that docs/team.md lists.";

pub(super) type Link = Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;

/// Connects.
///
/// # Errors
/// Why not, in words for the user.
pub(super) async fn connect(url: &ServerUrl) -> Result<(Client, Link), Problem> {
    let roots = url.roots.clone();
    let tls = worker::blocking(move || tls(roots.as_deref())).await;
    let tls = tls.map_err(|error| {
        failed(
            url,
            &format!("the trusted certificates can't be read: {error}"),
            "Check `sslrootcert` in the URL under [team] in settings.toml.",
        )
    })?;
    let mut config = url.config();
    config
        .application_name("Missedhook")
        .connect_timeout(LIMIT)
        .keepalives_idle(KEEPALIVE);
    match timeout(LIMIT, config.connect(MakeRustlsConnect::new(tls))).await {
        Ok(Ok(connected)) => Ok(connected),
        Ok(Err(error)) => Err(problem(url, &error)),
        Err(_) => Err(no_answer(url)),
    }
}

/// Keeps the connection going until it ends, and returns why. `heard` gets what each notification carries.
pub(super) async fn drive(mut link: Link, url: &ServerUrl, heard: impl Fn(&str)) -> Problem {
    loop {
        match poll_fn(|context| link.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(notification))) => heard(notification.payload()),
            Some(Ok(_)) => {}
            Some(Err(error)) => return problem(url, &error),
            None => {
                let remedy = "Check that the server runs.";
                return failed(url, "it ended the connection", remedy);
            }
        }
    }
}

/// The certificates in that file, else the system's, else Mozilla's. Blocks.
fn tls(file: Option<&Path>) -> io::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    if let Some(file) = file {
        let read = CertificateDer::pem_file_iter(file).map_err(io::Error::other)?;
        for certificate in read {
            let certificate = certificate.map_err(io::Error::other)?;
            roots.add(certificate).map_err(io::Error::other)?;
        }
    } else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// A failure of the server or of the way there, in words for the user.
pub(super) fn problem(url: &ServerUrl, error: &tokio_postgres::Error) -> Problem {
    let remedy = match error.code() {
        Some(code) if *code == SqlState::INVALID_PASSWORD => {
            "Check user and password in the URL under [team] in settings.toml."
        }
        Some(code) if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            "Ask who runs the server whether this user may still log in from this machine."
        }
        Some(code) if *code == SqlState::INVALID_CATALOG_NAME => {
            "Create the database, or name another in the URL under [team] in settings.toml."
        }
        Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => GRANT,
        Some(_) => "The server's log says more.",
        None => of_connection(&said(error)),
    };
    failed(url, &said(error), remedy)
}

/// What to do where the connection failed before the server said anything. `why` is the words of rustls and of
/// tokio-postgres, which tell these cases apart in no other way.
fn of_connection(why: &str) -> &'static str {
    let says = |part: &str| why.contains(part);
    if says("not valid for name") || says("NotValidForName") {
        "Write the host in the URL under [team] as the server's certificate has it."
    } else if says("expired") || says("Expired") || says("NotValidYet") {
        "Have the server's certificate renewed, or check the clock of this machine."
    } else if says("CaUsedAsEndEntity") {
        "Give the server a certificate with `CA:FALSE`, or, for a server on this machine, set `sslmode=disable`."
    } else if says("certificate") {
        "Name the server's own authority with `sslrootcert` in the URL, or, for a server on this machine, set `sslmode=disable`."
    } else if says("does not support TLS") {
        "Switch on `ssl` in PostgreSQL, or, for a server on this machine, set `sslmode=disable`."
    } else {
        "Check the network, and that the server runs."
    }
}

/// The error with its cause, without details of the statement: those may hold data.
fn said(error: &tokio_postgres::Error) -> String {
    if let Some(database) = error.as_db_error() {
        return database.message().to_owned();
    }
    let cause = error.source().map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

pub(super) fn no_answer(url: &ServerUrl) -> Problem {
    let remedy = "Check the network, and that the server runs.";
    failed(url, "it does not answer", remedy)
}

pub(super) fn failed(url: &ServerUrl, why: &str, remedy: &str) -> Problem {
    let what = format!("The team's server {} can't be used: {why}.", url.host());
    Problem::new(what, MEANING, remedy)
}
