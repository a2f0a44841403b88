//! A bore server, for a tunnel that is real from end to end: the library's own server on a loopback address that
//! nobody else has, because its control port is fixed. Its plug can be pulled with everything that runs
//! through it.

use std::{net::IpAddr, time::Duration};

pub use bore_cli::shared::CONTROL_PORT;

use bore_cli::server::Server;
use tokio::runtime::{Builder, Runtime};

/// A bore server; gone when dropped, with all its connections.
#[derive(Debug)]
pub struct BoreServer {
    address: IpAddr,
    secret: Option<&'static str>,
    runtime: Option<Runtime>,
}

impl BoreServer {
    /// Starts one on an address of its own.
    ///
    /// # Panics
    /// Where there is no thread for it.
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

    /// Where it is.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// Ends it and everything that runs through it, at once.
    pub fn pull_the_plug(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// Starts it again on the same address.
    ///
    /// # Panics
    /// Where there is no thread for it.
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
                // Refused while a former server's socket is still being closed.
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
