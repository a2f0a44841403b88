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
        let verdict = &status.verdict;
        let calm = verdict.is_all_well();
        Self {
            sign: sign(status),
            tooltip_title: "Missedhook".to_owned(),
            tooltip: tooltip(status),
            alerts_paused: status.alerts_paused,
            can_copy_url: status.receiver_url.is_some(),
            notice: (!calm).then(|| cut(&verdict.headline)),
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

/// The headline, then what is new, then how the way in stands; nothing twice. The time of the proof instead of its
/// age: that needs no timer.
fn tooltip(status: &Status) -> String {
    let verdict = &status.verdict;
    let headline = verdict.headline.trim_end_matches('.');
    let news = match status.unseen {
        ..=0 => None,
        1 => Some("1 new error".to_owned()),
        count => Some(format!("{count} new errors")),
    };
    let proven = verdict
        .state(ProofName::Connection)
        .filter(|state| state.is_settled());
    let way = proven
        .map(ProofState::said)
        .map(|said| said.trim_end_matches('.'));
    let parts = [Some(headline), news.as_deref(), way];
    parts.into_iter().flatten().collect::<Vec<_>>().join(". ")
}

/// A menu's line: not longer than a menu is wide.
fn cut(text: &str) -> String {
    if text.chars().count() <= LINE {
        return text.to_owned();
    }
    text.chars().take(LINE - 1).chain(['…']).collect()
}
