//! The commands of how RETM gets in: the receiver, its URL and the tunnel.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use std::sync::Arc;

use missedhook_core::{
    ingress::tunnel::Offer, model::problem::Problem, status::PublicUrl, store::Reader,
};
use tauri::{AppHandle, Manager as _, State};

use super::{App, clipboard, command_error::CommandError, commands::read};

#[tauri::command]
pub async fn copy_receiver_url(app: AppHandle) -> Result<(), CommandError> {
    copy_url(&app).await
}

/// Copies the receiver URL to the clipboard, and records that it was copied.
pub async fn copy_url(app: &AppHandle) -> Result<(), CommandError> {
    let engine = Arc::clone(&app.state::<App>().engine);
    let url = engine.receiver_url().ok_or_else(|| {
        let problem = Problem::new(
            "The receiver is not listening.",
            "There is no receiver URL to copy.",
            "See the bar across the top of the window.",
        );
        CommandError::new(&engine, problem)
    })?;
    clipboard::write(app, url.clone())?;
    let copied = engine.receiver_url_copied(url).await;
    copied.map_err(|error| CommandError::new(&engine, error))
}

#[tauri::command]
pub async fn tunnel_offers(app: State<'_, App>) -> Result<Vec<Offer>, CommandError> {
    let offers = app.engine.tunnel_offers().await;
    offers.map_err(|problem| app.error(problem))
}

#[tauri::command]
pub async fn tunnel_log(app: State<'_, App>) -> Result<Vec<String>, CommandError> {
    Ok(app.engine.tunnel_log())
}

#[tauri::command]
pub async fn restart_tunnel(app: State<'_, App>) -> Result<(), CommandError> {
    app.engine.restart_tunnel();
    Ok(())
}

#[tauri::command]
pub async fn check_reachability(app: State<'_, App>) -> Result<(), CommandError> {
    app.engine.check_reachability();
    Ok(())
}

#[tauri::command]
pub async fn public_urls(app: State<'_, App>) -> Result<Vec<PublicUrl>, CommandError> {
    read(&app, Reader::public_urls).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn mend_receiver(app: State<'_, App>, any_port: bool) -> Result<(), CommandError> {
    let mut address = app.listen;
    if any_port {
        address.set_port(0);
    }
    app.engine
        .listen(address)
        .await
        .map(|_| ())
        .map_err(|error| app.error(error))
}
