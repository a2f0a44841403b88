//! The engine's way in: opened once the receiver listens, asked where it begins, looked at and started anew. What a
//! tunnel does is [`crate::ingress::service`]'s.

use std::{
    net::SocketAddr,
    sync::{Arc, PoisonError},
};

use super::Engine;
use crate::{
    ingress::{
        service::{self, IngressService},
        tunnel::{self, Offer},
    },
    model::problem::Problem,
    store::StoreError,
};

impl Engine {
    /// The way in; none until the receiver has listened once.
    pub(super) fn way(&self) -> Option<Arc<IngressService>> {
        self.way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Opens the way in to the receiver, as the settings want it. A later one leads to the same receiver.
    pub(super) fn open_way(&self, local: SocketAddr) {
        let mut way = self.way.lock().unwrap_or_else(PoisonError::into_inner);
        if way.is_some() {
            return;
        }
        let parts = service::IngressDeps {
            settings: Arc::clone(&self.settings),
            store: self.store.clone(),
            feed: self.feed.clone(),
            clock: Arc::clone(&self.clock),
            secret: self.desk.secret.clone(),
            alerts: Arc::clone(&self.alerts),
            workers: self.workers.clone(),
        };
        match IngressService::start(parts, local) {
            Ok(started) => *way = Some(Arc::new(started)),
            Err(error) => tracing::error!(%error, "no tunnel can be run"),
        }
    }

    /// Where the way in begins, as far as it is known: the tunnel's public URL, else the one that is set.
    pub fn public_url(&self) -> Option<String> {
        self.way().and_then(|way| way.public_url()).or_else(|| {
            let settings = self.settings();
            settings.public_url.as_ref().map(ToString::to_string)
        })
    }

    /// What is pasted into RETM's portal; none while the receiver does not listen. Secret.
    pub fn receiver_url(&self) -> Option<String> {
        let public = self.public_url();
        self.address()
            .map(|address| self.settings().receiver_url(public.as_deref(), address))
    }

    /// Notes that this receiver URL was copied.
    ///
    /// # Errors
    /// Why it could not be kept.
    pub async fn receiver_url_copied(&self, receiver_url: String) -> Result<(), StoreError> {
        let public = self.public_url();
        self.store.receiver_url_copied(receiver_url, public).await
    }

    /// The tunnels to choose from on this machine. Asks programs for their versions: a few seconds at the most.
    ///
    /// # Errors
    /// Where the system does not tell where this program is.
    pub async fn tunnel_offers(&self) -> Result<Vec<Offer>, Problem> {
        let means = tunnel::TunnelDeps::of_this_machine().map_err(|error| {
            Problem::new(
                format!("The system does not tell where this program is: {error}."),
                "No tunnel can be run.",
                "Restart Missedhook.",
            )
        })?;
        Ok(tunnel::offers(&means, self.address()).await)
    }

    /// What the tunnel printed lately, oldest first, without secrets.
    pub fn tunnel_log(&self) -> Vec<String> {
        self.way().map(|way| way.log()).unwrap_or_default()
    }

    /// Starts the tunnel anew.
    pub fn restart_tunnel(&self) {
        if let Some(way) = self.way() {
            way.restart();
        }
    }

    /// Proves now whether RETM can reach the receiver; the outcome comes with the status.
    pub fn check_reachability(&self) {
        if let Some(way) = self.way() {
            way.check();
        }
    }
}
