//! Answers a GET on the receiver's own path with a line for a browser and the proof for the reachability check. The
//! proof is in a header and in the body, because proxies may drop headers. It reveals nothing about received reports.

use axum::{
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};

use crate::monitor::reachability::proof::{HEADER, Nonce, SigningKey};

const LINE: &str = "Missedhook is listening. RETM's error webhook reaches it here, by POST.\n";

/// The greeting, with the proof if the query has a valid nonce.
pub fn greeting(uri: &Uri, secret: &SigningKey) -> Response {
    let proof = uri
        .query()
        .and_then(Nonce::in_query)
        .map(|nonce| secret.prove(&nonce));
    let text = match &proof {
        Some(proof) => format!("{LINE}{HEADER}: {proof}\n"),
        None => LINE.to_owned(),
    };
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(Ok(proof)) = proof.map(HeaderValue::try_from) {
        headers.insert(HEADER, proof);
    }
    response
}
