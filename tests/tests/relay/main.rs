//! The relay from outside: its settings, its URL, and the requests that it stores.

mod clock;
mod disk;
mod faults;
mod incidents;
mod incoming;
mod kills;
mod mcp;
mod power_cut;
mod printed;
mod queue;
mod quota;
mod rates;
mod replay;
mod requests;
mod scenario;
mod settings;
mod silence;
mod tunnel;
mod world;
