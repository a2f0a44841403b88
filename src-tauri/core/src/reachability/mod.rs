//! Whether RETM can reach this machine: asked from outside, through the public URL, and proven by an answer that
//! only this instance can give. [`proof`] is the answer, [`check`] asks once, [`outcome`] says what that found,
//! [`watch`] when to ask and what to tell, [`surroundings`] notices what makes an old proof worthless, and
//! [`watcher`] drives it all. Knows no tunnel.

pub mod check;
pub mod outcome;
pub mod proof;
pub mod surroundings;
pub mod watch;
pub mod watcher;
