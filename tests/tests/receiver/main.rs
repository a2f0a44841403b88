//! The receiver from outside: what it reads, what it stores, what it rejects, and that nothing from a stranger keeps it
//! from answering.

mod broken;
mod browser;
mod exposure;
mod many_connections;
mod pressure;
mod reading;
mod refusals;
mod secrets;
