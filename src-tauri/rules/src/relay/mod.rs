//! The relay of RETM's ordinary webhooks: how a request is stored, answered, delivered and shown. Pure.

pub mod curl;
pub mod event;
pub mod headers;
pub mod mode;
pub mod probable_requests;
pub mod quota;
pub mod rates;
pub mod replay;
pub mod request;
pub mod route;
pub mod schedule;
pub mod search;
pub mod silence;
pub mod silence_state;
