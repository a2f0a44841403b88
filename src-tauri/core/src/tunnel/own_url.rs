//! A way in that the user runs: a reverse proxy, a router, a tunnel of another kind. There is nothing to start and
//! nothing to watch here; the reachability check proves it.

use std::net::SocketAddr;

use super::{Doing, Ended, Events, Said, Tunnel, problem, public_url};

pub(super) struct OwnUrl {
    pub url: String,
}

impl Tunnel for OwnUrl {
    fn run<'a>(&'a self, _local: SocketAddr, events: &'a Events) -> Doing<'a, Ended> {
        Box::pin(async {
            let Some(url) = public_url::parse(&self.url) else {
                return Ended::Failed(problem(
                    "Your own URL is not one that RETM could use.",
                    "Enter it as https://hooks.example.com, without user, query or fragment.",
                ));
            };
            events.say(Said::Url(url)).await;
            events.stopped().await;
            Ended::Stopped
        })
    }
}
