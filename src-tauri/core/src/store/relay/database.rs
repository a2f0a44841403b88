//! The relay's database, as its writer knows it.

use std::convert::Infallible;

use rusqlite::Connection;

use super::error::RelayStoreError;
use crate::{
    feed::Topic,
    model::{moment::Moment, problem::Problem},
    relay::quota::Traffic,
    store::{
        error::StoreError,
        writer::job::{self, Database, Insert},
    },
};

pub type Job = job::Job<Requests>;

/// The relay's database.
pub struct Requests;

/// The open transaction, the time, and what came through the tunnel, which is counted once a commit.
pub struct RelayContext<'a> {
    pub connection: &'a Connection,
    pub now: Moment,
    pub traffic: Vec<TrafficSample>,
}

/// An amount of traffic through the tunnel, and when it came.
#[derive(Clone, Copy, Debug)]
pub struct TrafficSample {
    pub at: Moment,
    pub traffic: Traffic,
}

impl Database for Requests {
    type Context<'a> = RelayContext<'a>;
    type Insert = Infallible;

    const WRITER: &'static str = "relay-writer";
    const FILE: &'static str = "relay.db";
    const TOPIC: Topic = Topic::Requests;

    fn problem(error: StoreError) -> Problem {
        RelayStoreError::from(error).problem()
    }
}

/// Everything is a change.
impl Insert for Infallible {
    type Row = Self;

    fn reply(self, _: Result<Self, StoreError>) {}
}
