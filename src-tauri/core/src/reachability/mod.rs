//! Whether RETM can reach this machine: asked from outside, through the public URL, and proven by an answer that
//! only this instance can give. [`proof`] is the answer, [`check`] asks once, [`watch`] says when to ask and what
//! to tell, [`surroundings`] notices what makes an old proof worthless. Knows no tunnel.

pub mod check;
pub mod outcome;
pub mod proof;
pub mod surroundings;
