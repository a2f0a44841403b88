//! The missed window of an incident: from when to when deliveries were failing, as exactly as it can be known, and
//! how to fetch from RETM what came in that time. Pure.

use serde::Serialize;
use ts_rs::TS;

use crate::moment::Moment;

/// From when to when deliveries were failing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MissedWindow {
    /// Not before that: the last moment at which the endpoint is known to have been well, else the first report less
    /// the time of three tries.
    pub from: Moment,
    /// How that is known, in one sentence.
    pub from_known_by: String,
    /// Not after that: the first good probe after the last report; none while it may still be failing.
    pub to: Option<Moment>,
    /// How that is known, in one sentence.
    pub to_known_by: String,
    /// It as text to copy, in local time and UTC, with the calls.
    pub text: String,
    /// The calls of RETM's REST API that list what came in that time.
    pub calls: Vec<ListingCall>,
}

/// A call of RETM's REST API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ListingCall {
    /// `GET https://{business_id}.retm.sa/api/v2/invoices/list`.
    pub call: String,
    /// What to do with it, in one sentence.
    pub note: String,
}
