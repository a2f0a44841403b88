//! HTTP statuses, in words.

/// The standard phrase of an HTTP status (RFC 9110, section 15, and the IANA registry behind it).
pub fn reason(code: i64) -> Option<&'static str> {
    http::StatusCode::from_u16(u16::try_from(code).ok()?)
        .ok()?
        .canonical_reason()
}
