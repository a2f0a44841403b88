//! The notice that the program was replaced while it runs.

use super::{
    notice::{Actions, Slot},
    system_notice::SystemNotice,
};
use crate::{
    locale::Locale,
    model::installed::{RestartBy, Upgrade},
};

/// Restarts the service that `missedhook service install` or a package has written.
const RESTART_SERVICE: &str = "systemctl --user restart missedhook";

impl SystemNotice {
    /// The program was replaced by a newer one, and runs on as the old version. It takes the place of the notice that
    /// there is a newer version.
    pub fn upgraded(upgrade: &Upgrade, by: RestartBy) -> Self {
        let version = upgrade.version.clone().unwrap_or_default();
        let named = if version.is_empty() { "no" } else { "yes" };
        let (how, actions) = match by {
            RestartBy::Button => ("button", Actions::Restart),
            RestartBy::Service => ("service", Actions::None),
            RestartBy::Hand => ("hand", Actions::None),
        };
        let words = move |locale: Locale| {
            let title = locale.message("upgraded-title").form("named", named);
            let body = locale.message("upgraded-body").form("how", how);
            (
                title.code("version", &version).text(),
                body.code("command", RESTART_SERVICE).text(),
            )
        };
        Self::new(Slot::Update, Box::new(words), Box::new(|| true), false)
            .passing()
            .with_actions(actions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(version: Option<&str>, by: RestartBy) -> (String, String, Actions) {
        let version = version.map(str::to_owned);
        let notice = SystemNotice::upgraded(&Upgrade { version }, by).notice(Locale::default());
        (notice.title, notice.body, notice.actions)
    }

    #[test]
    fn it_says_which_version_and_how_to_start_it() {
        let (title, body, actions) = shown(Some("0.2.0"), RestartBy::Button);
        assert_eq!(title, "Missedhook was updated to 0.2.0");
        assert_eq!(
            body,
            "The old version still runs. Restart to use the new one."
        );
        assert_eq!(actions, Actions::Restart);
        let (title, body, actions) = shown(None, RestartBy::Service);
        assert_eq!(title, "Missedhook was updated");
        assert!(body.contains(RESTART_SERVICE), "{body}");
        assert_eq!(actions, Actions::None);
    }
}
