//! `missedhook team`: how the connection to the colleagues is, and their incidents. Works while another process writes.

use std::process::ExitCode;

use clap::Args;
use missedhook_core::{
    incident::IncidentState,
    model::brief,
    settings::Settings,
    share::team::{ColleagueIncident, TeamLink, TeamTest, TeamView},
    sharing::team,
};

use super::{DataDirArg, print_json, print_line, printable, runtime};

/// Show the team's connection and your colleagues' incidents
#[derive(Args)]
pub struct Team {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
    /// Test the connection to the server in the settings; changes nothing there
    #[arg(long)]
    test: bool,
}

impl Team {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let settings = Settings::load(&data_dir_arg.existing()?)?;
        if self.test {
            return self.test(&settings);
        }
        let reader = data_dir_arg.history()?;
        let view = match &reader {
            Some(reader) => reader.team_view(settings.team.name_in_team())?,
            None => TeamView::default(),
        };
        if self.json {
            print_json(&view)?;
            return Ok(ExitCode::SUCCESS);
        }
        print_line(&printable(&head(&view)))?;
        for incident in &view.incidents {
            print_line(&printable(&line(incident)))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn test(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let test = runtime()?.block_on(team::test_team(&settings.team))?;
        match self.json {
            true => print_json(&test)?,
            false => print_line(&printable(&tested(&test)))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn tested(test: &TeamTest) -> String {
    let found = match (test.is_new, test.machines.is_empty()) {
        (true, _) => "the first machine will create the tables".to_owned(),
        (false, true) => "nobody is in the team yet".to_owned(),
        (false, false) => format!("in the team: {}", test.machines.join(", ")),
    };
    format!(
        "The server can be used (PostgreSQL {}); {found}.",
        test.server
    )
}

/// How the connection is, as the running program last noted it.
fn head(view: &TeamView) -> String {
    let waiting = match view.waiting {
        0 => String::new(),
        waiting => format!("; {waiting} waiting to be shared"),
    };
    match &view.link {
        TeamLink::Off => "There is no team: set `url` under [team] in the settings.".to_owned(),
        TeamLink::Connecting => format!("{}: not connected yet{waiting}", view.name),
        TeamLink::Connected { since } => {
            let others = match view.machines.is_empty() {
                true => "nobody else yet".to_owned(),
                false => format!("with {}", view.machines.join(", ")),
            };
            format!(
                "{}: connected since {}, {others}{waiting}",
                view.name,
                since.local()
            )
        }
        TeamLink::Waiting { since, problem } => {
            format!(
                "{}: waiting since {}: {problem}{waiting}",
                view.name,
                since.local()
            )
        }
    }
}

fn line(incident: &ColleagueIncident) -> String {
    let by = match (&incident.by, incident.state) {
        (Some(by), IncidentState::Acknowledged | IncidentState::Resolved) => format!(" by {by}"),
        _ => String::new(),
    };
    let code = incident
        .code
        .map(|code| format!("  {code}"))
        .unwrap_or_default();
    let reports = match incident.error_count {
        1 => "1 report".to_owned(),
        count => format!("{count} reports"),
    };
    format!(
        "{}  {}{by}  {}{code}  {reports}, last {}",
        incident.reference,
        incident.state.into_str(),
        brief::in_column(&incident.endpoint),
        incident.last_error_at.local()
    )
}
