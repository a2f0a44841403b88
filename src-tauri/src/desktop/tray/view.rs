//! Builds the tray's view from the app's status. Pure; it renders the verdict and decides nothing.

use missedhook_core::status::{
    Level, Status, StoreStatus,
    verdict::{ProofName, ProofState},
};

use super::{Sign, TrayView};

/// The maximum length of a menu line, in characters.
const LINE: usize = 120;

impl TrayView {
    /// The tray's view of a status.
    pub fn of(status: &Status) -> Self {
        let headline = &status.verdict.headline;
        let state = state(status);
        let title = status.locale.message(match status.alerts_paused {
            true => "tray-tooltip-paused",
            false => "tray-tooltip",
        });
        Self {
            sign: sign(status),
            tooltip_title: title.phrase("state", &*state).text(),
            tooltip: more(status),
            alerts_paused: status.alerts_paused,
            can_copy_url: status.receiver_url.is_some(),
            state: cut(&state),
            headline: cut(headline),
            failing: failing(status),
            open_incidents: status.open_incidents.clone(),
            more_open: more_open(status),
            setup: status.setup.words(status.locale),
            locale: status.locale,
        }
    }
}

fn sign(status: &Status) -> Sign {
    let unseen = u64::try_from(status.unseen).unwrap_or(0);
    match (status.verdict.level, &status.store) {
        (Level::CannotReceive, StoreStatus::Failing { .. }) => Sign::StoreFailing,
        (Level::CannotReceive, _) => Sign::CannotReceive,
        _ if unseen > 0 => Sign::Unseen(unseen),
        (Level::Attention, _) => Sign::Attention,
        (Level::Calm, _) => Sign::Quiet,
    }
}

/// The headline and the news.
fn state(status: &Status) -> String {
    let headline = status.verdict.headline.trim_end_matches('.');
    let state = status.locale.message("tray-state");
    let state = state.number("count", status.unseen.max(0));
    state.quoted("headline", headline).text()
}

/// How many endpoints fail, where the state is about something weightier.
fn failing(status: &Status) -> String {
    let verdict = &status.verdict;
    let unresolved = verdict
        .state(ProofName::Unresolved)
        .map(ProofState::sentence);
    unresolved
        .filter(|said| !status.open_incidents.is_empty() && *said != verdict.headline)
        .map_or_else(String::new, |said| cut(said.trim_end_matches('.')))
}

/// `12 more…`
fn more_open(status: &Status) -> String {
    let named = i64::try_from(status.open_incidents.len()).unwrap_or(i64::MAX);
    match status.counts.open.saturating_sub(named) {
        more if named > 0 && more > 0 => status
            .locale
            .message("tray-more")
            .number("count", more)
            .text(),
        _ => String::new(),
    }
}

/// The state of the ingress, or another detail if the headline contains that already. It shows the time of the proof
/// instead of its age, which would need a timer.
fn more(status: &Status) -> String {
    let verdict = &status.verdict;
    let proven = verdict
        .state(ProofName::Connection)
        .filter(|state| state.is_settled());
    let more = proven.map_or(verdict.detail.as_str(), ProofState::sentence);
    more.trim_end_matches('.').to_owned()
}

/// Shortens a menu line.
fn cut(text: &str) -> String {
    if text.chars().count() <= LINE {
        return text.to_owned();
    }
    text.chars().take(LINE - 1).chain(['…']).collect()
}
