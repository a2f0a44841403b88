//! The rows of the team's settings, which `table.rs` includes.

use super::{
    entry::{ANY, Entry, NUMBER, SECRET, TEXT, Type},
    team::{ServerUrl, machine_name},
};

pub(super) const URL: Entry = Entry {
    name: "team.url",
    comment: "The PostgreSQL server through which you share incidents with your colleagues: \"postgres://user:password@host/database\".\n\
        Endpoints, codes, messages, counts and times go there, redacted; bodies never do. docs/team.md says more.",
    title: "Team server",
    help: "PostgreSQL server that shares incidents with your colleagues. Bodies stay here.",
    value: Type::Text("", |settings, text| {
        settings.team.url = match text {
            "" => None,
            text => Some(ServerUrl::parse(text)?),
        };
        Ok(())
    }),
    empty_means: Some("nothing is shared"),
    get: |settings| {
        let url = settings.team.url.as_ref();
        url.map_or_else(String::new, |url| url.reveal().to_owned())
    },
    ..SECRET
};

pub(super) const NAME: Entry = Entry {
    name: "team.name",
    comment: "What your colleagues call this machine.",
    title: "Name in the team",
    help: "What your colleagues see at your incidents.",
    value: Type::Text("", |settings, text| {
        settings.team.name = machine_name(text)?;
        Ok(())
    }),
    empty_means: Some("your user name and this computer’s name"),
    get: |settings| settings.team.name.clone().unwrap_or_default(),
    ..TEXT
};

pub(super) const KEEP_DAYS: Entry = Entry {
    name: "team.keep_days",
    comment: "For how many days the server keeps what nobody has changed. 0: for ever.",
    title: "Keep shared incidents for",
    help: "Deletes shared incidents that did not change for this many days.",
    value: Type::Number(90, ANY, |settings, days| settings.team.keep_days = days),
    unit: Some("days"),
    empty_means: Some("forever"),
    get: |settings| settings.team.keep_days.to_string(),
    ..NUMBER
};
