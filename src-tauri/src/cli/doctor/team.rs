//! The team check of `doctor`.

use jiff::tz::TimeZone;
use missedhook_core::{
    model::{message::Message, moment::Moment},
    platform::data_dir::DataDir,
    settings::Settings,
    share::team::TeamLink,
    store::Reader,
};

use super::check::Finding;

/// How the connection to the team's server is, as the running program last noted it.
pub fn team(dir: &DataDir) -> Finding {
    let Some(name) = Settings::load(dir)?.team.name_in_team() else {
        return Ok(Message::new("doctor-team-none").into());
    };
    let about = |id| Message::new(id).quoted("name", name.clone());
    let Some(reader) = Reader::open(dir)? else {
        return Ok(about("doctor-team-not-yet").into());
    };
    let view = reader.team_view(Some(name.clone()))?;
    match view.link {
        TeamLink::Waiting { problem, .. } => Err(problem.into()),
        TeamLink::Off | TeamLink::Connecting => Ok(about("doctor-team-not-yet").into()),
        TeamLink::Connected { since } => Ok(about("doctor-team-connected")
            .time("since", since, Moment::now(), TimeZone::system())
            .figure(
                "colleagues",
                i64::try_from(view.machines.len()).unwrap_or(i64::MAX),
            )
            .figure("waiting", view.waiting)
            .into()),
    }
}
