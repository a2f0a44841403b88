//! The team check of `doctor`.

use missedhook_core::{
    model::problem::Problem, platform::data_dir::DataDir, settings::Settings, store::Reader,
    team::TeamLink,
};

/// How the connection to the team's server is, as the running program last noted it.
pub fn team(dir: &DataDir) -> Result<String, Problem> {
    let Some(name) = Settings::load(dir)?.team.name_in_team() else {
        return Ok("none (no server in the settings)".to_owned());
    };
    let Some(reader) = Reader::open(dir)? else {
        return Ok(format!("{name}, not connected yet"));
    };
    let view = reader.team_view(Some(name))?;
    match view.link {
        TeamLink::Waiting { problem, .. } => Err(problem),
        TeamLink::Off | TeamLink::Connecting => Ok(format!("{}, not connected yet", view.name)),
        TeamLink::Connected { since } => Ok(format!(
            "{}, connected since {}; {} colleagues, {} changes waiting",
            view.name,
            since.local(),
            view.machines.len(),
            view.waiting
        )),
    }
}
