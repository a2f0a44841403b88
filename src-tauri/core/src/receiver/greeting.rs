//! What the receiver answers to a GET on its own path: a line for a person's browser, and for the reachability
//! check the proof that it is this instance that answers. The proof stands in a header and again in the text,
//! as proxies may drop headers. Says nothing of what was received.

use axum::{
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};

use crate::reachability::proof::{HEADER, Nonce, SigningKey};

const LINE: &str = "Missedhook is listening. RETM's error webhook reaches it here, by POST.\n";

/// The greeting, with the proof for the nonce in the query where there is a sound one.
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
