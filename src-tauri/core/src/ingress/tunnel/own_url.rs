//! A public URL that the user operates: a reverse proxy, a router, another tunnel. There is nothing to start here; the
//! reachability check proves it.

use std::net::SocketAddr;

use super::{BoxFuture, Ended, RunContext, Tunnel, TunnelEvent, problem};
use crate::{model::public_url::PublicUrl, platform::network};

pub(super) struct OwnUrl {
    pub url: String,
}

impl Tunnel for OwnUrl {
    fn run<'a>(&'a self, _local: SocketAddr, context: &'a RunContext) -> BoxFuture<'a, Ended> {
        Box::pin(async {
            let read =
                PublicUrl::parse(&self.url).map_err(|error| format!("Your own URL: {error}."));
            let read = read.and_then(|url| match network::url_on_internet(&url) {
                Ok(()) => Ok(url),
                Err(error) => Err(format!("{error}.")),
            });
            match read {
                Ok(url) => context.emit(TunnelEvent::Url(url.to_string())).await,
                Err(what) => {
                    return Ended::Failed(problem(
                        what,
                        "Enter it as https://hooks.example.com, without user, query or fragment.",
                    ));
                }
            }
            context.stop.cancelled().await;
            Ended::Stopped
        })
    }
}
