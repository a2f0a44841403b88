//! A bore server, for an end-to-end tunnel: the library's own server on a unique loopback address, because its control
//! port is fixed. It can be stopped abruptly with everything that runs through it.

use std::{net::IpAddr, time::Duration};

pub use bore_cli::shared::CONTROL_PORT;

use bore_cli::server::Server;
use tokio::runtime::{Builder, Runtime};

/// A bore server. Dropping it closes all its connections.
#[derive(Debug)]
pub struct BoreServer {
    address: IpAddr,
    secret: Option<&'static str>,
    runtime: Option<Runtime>,
}

impl BoreServer {
    /// Starts a server on its own address.
    ///
    /// # Panics
    /// If the thread can't be started.
    pub fn start(secret: Option<&'static str>) -> Self {
        let address = [
            127,
            fastrand::u8(1..255),
            fastrand::u8(1..255),
            fastrand::u8(1..255),
        ];
        let mut server = Self {
            address: address.into(),
            secret,
            runtime: None,
        };
        server.plug_in();
        server
    }

    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// Stops it abruptly, with everything that runs through it.
    pub fn pull_the_plug(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// Starts it again on the same address.
    ///
    /// # Panics
    /// If the thread can't be started.
    pub fn plug_in(&mut self) {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a thread for the bore server");
        let (address, secret) = (self.address, self.secret);
        runtime.spawn(async move {
            loop {
                let mut server = Server::new(1024..=65535, secret);
                server.set_bind_addr(address);
                server.set_bind_tunnels(address);
                // Refused while the socket of a previous server is still closing.
                let _ = server.listen().await;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        self.runtime = Some(runtime);
    }
}

impl Drop for BoreServer {
    fn drop(&mut self) {
        self.pull_the_plug();
    }
}
