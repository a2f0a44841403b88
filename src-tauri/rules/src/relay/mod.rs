//! The relay of RETM's ordinary webhooks: what is kept of a request, how it is answered, handed on and shown. Pure.

pub mod curl;
pub mod event;
pub mod headers;
pub mod matching;
pub mod mode;
pub mod quota;
pub mod rates;
pub mod replay;
pub mod request;
pub mod route;
pub mod schedule;
pub mod search;
pub mod silence;
