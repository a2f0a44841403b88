//! Reads a body up to a limit.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;

/// The largest accepted report, in bytes.
pub const BODY_LIMIT: usize = 256 * 1024;

/// How much of a body that is too large is read and discarded, so that its sender can read the answer.
const DRAIN_LIMIT: usize = 4 * 1024 * 1024;

/// The whole body; `None` if it exceeds the limit.
pub async fn read_body(mut body: Body, limit: usize) -> Result<Option<Bytes>, axum::Error> {
    let mut bytes = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            size += data.len();
            if size > limit.max(DRAIN_LIMIT) {
                break;
            }
            if size <= limit {
                bytes.extend_from_slice(&data);
            }
        }
    }
    Ok((size <= limit).then(|| bytes.freeze()))
}
