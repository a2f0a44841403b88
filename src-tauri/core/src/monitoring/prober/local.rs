//! Checks this machine's part of an endpoint that it serves: which port, whether anything listens there, and which
//! process. Connects only to loopback addresses and a running ngrok's API.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use tokio::{net::TcpStream, time::timeout};

use crate::probe::outcome::Local;
use crate::{ingress::tunnel, settings::LocalPorts};

/// How long this machine may take to accept a connection from itself.
const TIMEOUT: Duration = Duration::from_millis(500);

/// The local port that serves that host, and the source of that knowledge: the settings, else a running ngrok.
pub(crate) async fn served(host: &str, ports: &LocalPorts) -> Option<(u16, &'static str)> {
    if let Some(port) = ports.of(host) {
        return Some((port, "probe.local_ports"));
    }
    if host.parse::<IpAddr>().is_ok() {
        return None;
    }
    let port = tunnel::served_by_ngrok(host).await?;
    Some((port, "the ngrok that runs here"))
}

/// Whether anything listens on that local port, to which a tunnel forwards.
pub(crate) async fn check_port(port: u16) -> Local {
    let v4 = takes_a_connection(Ipv4Addr::LOCALHOST.into(), port);
    let v6 = takes_a_connection(Ipv6Addr::LOCALHOST.into(), port);
    let (v4, v6) = tokio::join!(v4, v6);
    listener_on(port, v4 || v6).await
}

/// The same if it is already known whether the address accepts connections.
pub(crate) async fn listener_on(port: u16, listens: bool) -> Local {
    let process = tokio::task::spawn_blocking(move || {
        listeners::get_process_by_port(port, listeners::Protocol::TCP).ok()
    });
    let process = process.await.ok().flatten();
    Local {
        port,
        listens,
        process: process.map(|process| format!("{} (pid {})", process.name, process.pid)),
    }
}

async fn takes_a_connection(address: IpAddr, port: u16) -> bool {
    let connected = timeout(TIMEOUT, TcpStream::connect((address, port))).await;
    matches!(connected, Ok(Ok(_)))
}
