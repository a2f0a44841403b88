//! The team in the window: the connection, and colleagues' incidents.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use std::sync::Arc;

use missedhook_core::{
    incident::IncidentState,
    model::problem::Problem,
    sharing,
    team::{TeamTest, TeamView},
};
use tauri::State;

use super::{App, commands::blocking, exact::Exact};

#[tauri::command]
pub async fn team(app: State<'_, App>) -> Result<Exact<TeamView>, Problem> {
    let view = blocking(&app, |engine| {
        let settings = engine.settings();
        let name = settings.team.name_in_team();
        let view = engine.store().read(|reader| reader.team_view(name))?;
        Ok::<_, Problem>(view.in_language(settings.locale()))
    });
    Ok(Exact(view.await??))
}

/// Acknowledges colleagues' incidents, by their numbers here, for everybody. Returns how many changed.
#[tauri::command]
pub async fn acknowledge_for_team(app: State<'_, App>, ids: Vec<i64>) -> Result<i64, Problem> {
    let engine = Arc::clone(&app.engine);
    Ok(engine
        .act_for_team(IncidentState::Acknowledged, ids)
        .await?)
}

#[tauri::command]
pub async fn test_team(app: State<'_, App>) -> Result<TeamTest, Problem> {
    let settings = app.engine.settings();
    let tested = sharing::test_team(&settings.team).await;
    tested.map_err(|problem| problem.in_language(settings.locale()))
}
