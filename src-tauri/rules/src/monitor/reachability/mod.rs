//! Whether RETM can reach this machine: checked from outside through the public URL, and proven by an answer that only
//! this instance can give. [`proof`] is the answer, [`outcome`] the result of a check, [`policy`] decides when to check
//! and what to announce, and [`network`] notices what invalidates a proof. The core's `ingress` sends the requests.
//! Knows no tunnel.

pub mod network;
pub mod outcome;
pub mod policy;
pub mod proof;
