//! Whether RETM can reach this machine: asked from outside, through the public URL, and proven by an answer that only
//! this instance can give. [`proof`] is the answer, [`outcome`] says what a check found, [`policy`] when to check and
//! what to tell, [`network`] notices what makes an old proof worthless. `ingress` in the core asks. Knows no tunnel.

pub mod network;
pub mod outcome;
pub mod policy;
pub mod proof;
