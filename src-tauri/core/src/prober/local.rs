//! This machine's part in an endpoint that it serves: which port, whether anything listens there, and which process. Only
//! loopback addresses and a running ngrok's API are asked.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use tokio::{net::TcpStream, time::timeout};

use crate::probe::outcome::Local;
use crate::{ingress::tunnel, settings::LocalPorts};

/// How long this machine may take to take a connection from itself.
const PATIENCE: Duration = Duration::from_millis(500);

/// The port of this machine that serves that host, and how that is known: by the settings, else by a running ngrok.
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

/// Whether anything listens on that port of this machine, which a tunnel leads to.
pub(crate) async fn check_port(port: u16) -> Local {
    let v4 = takes_a_connection(Ipv4Addr::LOCALHOST.into(), port);
    let v6 = takes_a_connection(Ipv6Addr::LOCALHOST.into(), port);
    let (v4, v6) = tokio::join!(v4, v6);
    listener_on(port, v4 || v6).await
}

/// The same where it is known already whether the address that was asked takes connections.
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
    let connected = timeout(PATIENCE, TcpStream::connect((address, port))).await;
    matches!(connected, Ok(Ok(_)))
}
