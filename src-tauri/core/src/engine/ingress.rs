//! How RETM gets in: a tunnel that starts once the receiver listens. The implementation is in [`crate::ingress`].

use std::{net::SocketAddr, sync::Arc};

use super::{handle::Engine, silence};
use crate::{
    ingress::{
        service::{self, IngressService},
        tunnel::{self, Offer},
    },
    model::problem::Problem,
    store::StoreError,
    worker::Worker,
};

impl Engine {
    /// `None` until the receiver has listened once.
    pub(super) fn ingress(&self) -> Option<Arc<IngressService>> {
        self.ingress.lock().clone()
    }

    /// Starts the tunnel from the settings. Later calls do nothing.
    pub(super) fn start_ingress(&self, local: SocketAddr) {
        let mut ingress = self.ingress.lock();
        if ingress.is_some() {
            return;
        }
        let parts = service::IngressDeps {
            settings: Arc::clone(&self.settings),
            store: self.store.clone(),
            feed: self.feed.clone(),
            clock: Arc::clone(&self.clock),
            secret: self.receiver_state.secret.clone(),
            alerts: Arc::clone(&self.alerts),
            workers: self.workers.clone(),
        };
        match IngressService::start(parts, local) {
            Ok(started) => {
                let started = Arc::new(started);
                *self.silence.lock() = Some(self.start_silence_check(&started));
                *ingress = Some(started);
            }
            Err(error) => tracing::error!(%error, "can't start a tunnel"),
        }
    }

    fn start_silence_check(&self, ingress: &Arc<IngressService>) -> Worker {
        let deps = Arc::new(silence::SilenceDeps {
            settings: Arc::clone(&self.settings),
            relay: self.relay.clone(),
            alerts: Arc::clone(&self.alerts),
            clock: Arc::clone(&self.clock),
            ingress: Arc::clone(ingress),
            feed: self.feed.clone(),
            silences: self.silences.clone(),
        });
        let feed = self.feed.clone();
        self.workers.task(silence::ROLE, move || {
            silence::run(Arc::clone(&deps), feed.subscribe())
        })
    }

    /// The public URL, if known: the tunnel's, else the one from the settings.
    pub fn public_url(&self) -> Option<String> {
        self.ingress()
            .and_then(|ingress| ingress.public_url())
            .or_else(|| {
                let settings = self.settings();
                settings.public_url.as_ref().map(ToString::to_string)
            })
    }

    /// The URL for RETM's portal; `None` while the receiver does not listen. Secret.
    pub fn receiver_url(&self) -> Option<String> {
        let public = self.public_url();
        self.address()
            .map(|address| self.settings().receiver_url(public.as_deref(), address))
    }

    /// The relay's URL without a path; `None` while the relay is off or the receiver does not listen. Secret.
    pub fn hook_url(&self) -> Option<String> {
        let public = self.public_url();
        self.settings().hook_url(public.as_deref(), self.address()?)
    }

    /// Records that this receiver URL was copied.
    pub async fn receiver_url_copied(&self, receiver_url: String) -> Result<(), StoreError> {
        let public = self.public_url();
        self.store.receiver_url_copied(receiver_url, public).await
    }

    /// The tunnels available on this machine. Runs programs to get their versions, which takes a few seconds at most.
    /// Fails if the system does not report where this program is.
    pub async fn tunnel_offers(&self) -> Result<Vec<Offer>, Problem> {
        let deps = tunnel::TunnelDeps::of_this_machine().map_err(|error| {
            Problem::new(
                format!("The system can't say where this program is: {error}."),
                "No tunnel can be run.",
                "Restart Missedhook.",
            )
        })?;
        Ok(tunnel::offers(&deps, self.address(), self.settings().locale()).await)
    }

    /// The latest output of the tunnel, oldest first, without secrets.
    pub fn tunnel_log(&self) -> Vec<String> {
        self.ingress()
            .map(|ingress| ingress.log())
            .unwrap_or_default()
    }

    pub fn restart_tunnel(&self) {
        if let Some(ingress) = self.ingress() {
            ingress.restart();
        }
    }

    /// Starts a reachability check now. The result appears in the status.
    pub fn check_reachability(&self) {
        if let Some(ingress) = self.ingress() {
            ingress.check();
        }
    }
}
