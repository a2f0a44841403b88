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

/// The headline and the news.
fn state(status: &Status) -> String {
    let headline = status.verdict.headline.trim_end_matches('.');
    match status.unseen {
        ..=0 => headline.to_owned(),
        1 => format!("{headline}. 1 new error"),
        count => format!("{headline}. {count} new errors"),
    }
}

/// The state of the ingress, or another detail if the headline contains that already. It shows the time of the proof
/// instead of its age, which would need a timer.
fn more(status: &Status) -> String {
    let verdict = &status.verdict;
    let proven = verdict
        .state(ProofName::Connection)
        .filter(|state| state.is_settled());
    let more = proven.map_or(verdict.detail.as_str(), ProofState::said);
    more.trim_end_matches('.').to_owned()
}

/// Shortens a menu line.
fn cut(text: &str) -> String {
    if text.chars().count() <= LINE {
        return text.to_owned();
    }
    text.chars().take(LINE - 1).chain(['…']).collect()
}
