//! What the tray shows of the app's status. Pure; it renders the verdict and decides nothing.

use missedhook_core::status::{
    Level, Status, StoreStatus,
    verdict::{ProofName, ProofState},
};

use super::{Sign, TrayView};

/// How many characters of one sentence a menu's line takes.
const LINE: usize = 120;

impl TrayView {
    /// What the tray shows of a status.
    pub fn of(status: &Status) -> Self {
        let headline = &status.verdict.headline;
        let state = state(status);
        let paused = status.alerts_paused.then_some("Notifications are paused");
        let title = [Some(state.as_str()), paused];
        let title: Vec<_> = title.into_iter().flatten().collect();
        Self {
            sign: sign(status),
            tooltip_title: format!("Missedhook: {}", title.join(". ")),
            tooltip: more(status),
            alerts_paused: status.alerts_paused,
            can_copy_url: status.receiver_url.is_some(),
            state: cut(&state),
            headline: cut(headline),
            failing: failing(status),
            open_incidents: status.open_incidents.clone(),
            more_open: more_open(status),
            setup: status.setup.words(),
        }
    }
}

fn sign(status: &Status) -> Sign {
    let unseen = u64::try_from(status.unseen).unwrap_or(0);
    match (status.verdict.level, &status.store) {
        (Level::Deaf, StoreStatus::Failing { .. }) => Sign::NotKeeping,
        (Level::Deaf, _) => Sign::Deaf,
        _ if unseen > 0 => Sign::Unseen(unseen),
        (Level::Attention, _) => Sign::Attention,
        (Level::Calm, _) => Sign::Quiet,
    }
}

/// The headline, and what is new.
fn state(status: &Status) -> String {
    let headline = status.verdict.headline.trim_end_matches('.');
    match status.unseen {
        ..=0 => headline.to_owned(),
        1 => format!("{headline}. 1 new error"),
        count => format!("{headline}. {count} new errors"),
    }
}

/// How many endpoints fail, where the state is about something weightier.
fn failing(status: &Status) -> String {
    let verdict = &status.verdict;
    let unresolved = verdict.state(ProofName::Unresolved).map(ProofState::said);
    unresolved
        .filter(|said| !status.open_incidents.is_empty() && *said != verdict.headline)
        .map_or_else(String::new, |said| cut(said.trim_end_matches('.')))
}

/// `12 more…`
fn more_open(status: &Status) -> String {
    let named = i64::try_from(status.open_incidents.len()).unwrap_or(i64::MAX);
    match status.counts.open.saturating_sub(named) {
        more if named > 0 && more > 0 => format!("{more} more…"),
        _ => String::new(),
    }
}

/// How the way in stands; what else is to be known where the state says that already. The time of the proof instead of
/// its age: that needs no timer.
fn more(status: &Status) -> String {
    let verdict = &status.verdict;
    let proven = verdict
        .state(ProofName::Connection)
        .filter(|state| state.is_settled());
    let more = proven.map_or(verdict.detail.as_str(), ProofState::said);
    more.trim_end_matches('.').to_owned()
}

/// A menu's line: not longer than a menu is wide.
fn cut(text: &str) -> String {
    if text.chars().count() <= LINE {
        return text.to_owned();
    }
    text.chars().take(LINE - 1).chain(['…']).collect()
}
