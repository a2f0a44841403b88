//! `missedhook probe` against endpoints that are broken in every way, each with its own correct cause and sentence, and
//! proof that no probe goes where it is not allowed. The tests' own DNS server resolves names.

mod answers;
mod command;
mod connections;
mod encryption;
mod local_endpoint;
mod names;
mod permission;
mod prober;
