//! The team in the window: the connection, and colleagues' incidents.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use std::sync::Arc;

use missedhook_core::{
    incident::IncidentState,
    share::team::{TeamTest, TeamView},
    sharing::team,
};
use tauri::State;

use super::{App, command_error::CommandError, commands::blocking, exact::Exact};

#[tauri::command]
pub async fn team(app: State<'_, App>) -> Result<Exact<TeamView>, CommandError> {
    let view = blocking(&app, |engine| {
        let settings = engine.settings();
        let name = settings.team.name_in_team();
        let view = engine.store().read(|reader| reader.team_view(name))?;
        Ok(view.in_language(settings.locale()))
    });
    view.await.map(Exact)
}

/// Acknowledges colleagues' incidents, by their numbers here, for everybody. Returns how many changed.
#[tauri::command]
pub async fn acknowledge_for_team(app: State<'_, App>, ids: Vec<i64>) -> Result<i64, CommandError> {
    let engine = Arc::clone(&app.engine);
    let acted = engine.act_for_team(IncidentState::Acknowledged, ids).await;
    acted.map_err(|error| app.error(error))
}

#[tauri::command]
pub async fn test_team(app: State<'_, App>) -> Result<TeamTest, CommandError> {
    let settings = app.engine.settings();
    let tested = team::test_team(&settings.team).await;
    tested.map_err(|problem| app.error(problem))
}
