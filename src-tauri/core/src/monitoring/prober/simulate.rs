//! Simulates RETM: delivers an event to an endpoint, tries three times, and only then sends the error webhook with the
//! result. Also sends the test report. This module only sends; it receives nothing.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    incident::delivery_error::Source,
    model::{http_status, moment::Moment, secret::Secret},
    monitoring::prober::{
        http_client::{Answer, post, post_within},
        retm_events::{self, Occasion},
    },
    platform::{
        proxy::Route,
        random::{self, NoRandomness},
    },
    receiver::source_proof::SourceKey,
};

/// How often RETM tries before it gives up (its page "Stay Alert to Connectivity Issues").
pub const TRIES: u32 = 3;

/// One delivery attempt: the status, or 0 and the transport's error.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Attempt {
    /// The HTTP status, or 0.
    pub code: i64,
    /// The phrase of the status, or the transport's error.
    pub message: String,
    /// Whether the event was accepted.
    pub delivered: bool,
}

/// The example event of RETM's documentation, with that name.
pub fn event(name: &str) -> Value {
    json!({
        "business_refrence": "",
        "timestamp": "0001-01-01T00:00:00",
        "event": name,
        "reference": "f70a1df4-3161-4d91-92ca-dbd4a079ac80",
        "customer": {
            "id": 1234,
            "name": "Ahmad Abdullah",
            "name_localized": "احمد عبدالله",
            "phone": "055123456",
            "email": "ahmed@abdullah.com"
        }
    })
}

/// How long RETM waits for an answer: the only limit that it documents.
pub const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(1);

/// One of RETM's bodies with that name, for an event that happens now.
///
/// # Errors
/// The system has no random numbers.
pub fn event_now(name: &str, business: &str) -> Result<Value, NoRandomness> {
    let bits: [u8; 16] = random::bytes()?;
    let digits: String = bits.iter().map(|byte| format!("{byte:02x}")).collect();
    // RFC 9562, section 5.4: version 4, variant 10.
    let reference = format!(
        "{}-{}-4{}-a{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[13..16],
        &digits[17..20],
        &digits[20..]
    );
    let now = Moment::now().to_string();
    let occasion = Occasion {
        business,
        reference: &reference,
        timestamp: now.get(..19).unwrap_or(&now),
    };
    Ok(retm_events::body(name, occasion))
}

/// Makes one attempt to deliver an event, and waits up to that limit for the answer.
pub fn attempt(
    endpoint: &str,
    token: Option<&Secret>,
    event: &Value,
    patience: Duration,
) -> Attempt {
    let to = (endpoint, Route::UserProxy);
    match post_within(patience, to, token, &[], event) {
        Ok(answer) => Attempt {
            code: i64::from(answer.status),
            message: http_status::reason(i64::from(answer.status))
                .unwrap_or_default()
                .to_owned(),
            delivered: answer.is_success(),
        },
        Err(words) => Attempt {
            code: 0,
            message: words,
            delivered: false,
        },
    }
}

/// Sends the error webhook about an endpoint, as RETM would after its last attempt. Without the key of the receiving
/// program, it counts as RETM's there.
///
/// # Errors
/// The transport's error.
pub fn report(
    receiver_url: &str,
    route: Route,
    token: Option<&Secret>,
    key: Option<&SourceKey>,
    endpoint: &str,
    last: &Attempt,
) -> Result<Answer, String> {
    let body = json!({"code": last.code, "endpoint": endpoint, "message": last.message});
    send(receiver_url, route, (token, key), Source::Simulated, &body)
}

/// Sends one of our own reports, with the proof that it is ours.
fn send(
    receiver_url: &str,
    route: Route,
    (token, key): (Option<&Secret>, Option<&SourceKey>),
    source: Source,
    body: &Value,
) -> Result<Answer, String> {
    let Some(key) = key else {
        return post(receiver_url, route, token, &[], body);
    };
    let headers = key
        .headers(source, body.to_string().as_bytes())
        .map_err(|error| error.to_string())?;
    let headers = headers.each_ref().map(|(name, value)| (*name, &**value));
    post(receiver_url, route, token, &headers, body)
}

/// What RETM does when much fails at once: that many deliveries in turn over that many made-up endpoints, each of which
/// fails in its own way.
pub fn storm(reports: u32, endpoints: u32) -> impl Iterator<Item = (String, Attempt)> {
    const NAMES: [&str; 5] = ["orders", "menu", "customers", "payments", "tables"];
    const FAILURES: [(i64, &str); 4] = [
        (503, "Service Unavailable"),
        (0, "Connection refused"),
        (500, "Internal Server Error"),
        (504, "Gateway Timeout"),
    ];
    let pick = |from: usize, number: u32| usize::try_from(number).unwrap_or(0) % from;
    (0..reports).map(move |number| {
        let endpoint = number % endpoints.max(1);
        let (code, message) = FAILURES[pick(FAILURES.len(), endpoint)];
        let url = format!(
            "https://pos-bridge.example.com/branch-{:02}/{}",
            endpoint / 5 + 1,
            NAMES[pick(NAMES.len(), endpoint)]
        );
        let attempt = Attempt {
            code,
            message: message.to_owned(),
            delivered: false,
        };
        (url, attempt)
    })
}

/// Sends a test report through the real receiver.
///
/// # Errors
/// The transport's error.
pub fn test_report(
    receiver_url: &str,
    token: Option<&Secret>,
    key: &SourceKey,
) -> Result<Answer, String> {
    let body = json!({
        "code": 503,
        "endpoint": "https://integration.example/retm/test",
        "message": "Test report: nothing is broken",
    });
    let by = (token, Some(key));
    send(receiver_url, Route::Direct, by, Source::Test, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_now_has_a_reference_of_its_own() {
        let [one, other] = [(); 2].map(|()| event_now("order.created", "b-17").unwrap());
        assert_ne!(one["reference"], other["reference"]);
        let reference = one["reference"].as_str().unwrap();
        let lengths: Vec<_> = reference.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{reference}");
        assert_eq!(one["timestamp"].as_str().unwrap().len(), 19);
    }

    #[test]
    fn a_storm_has_as_many_reports_and_endpoints_as_asked_for() {
        let urls: Vec<String> = storm(10_000, 50).map(|(url, _)| url).collect();
        assert_eq!(urls.len(), 10_000);
        let different: std::collections::BTreeSet<_> = urls.into_iter().collect();
        assert_eq!(different.len(), 50);
    }
}
