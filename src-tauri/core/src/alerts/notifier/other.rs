//! Notifications on macOS and Windows, through notify-rust.

use std::path::Path;

use notify_rust::Notification;

use super::{Choices, DoNotDisturb, Notifier, NotifierError, ShowOutcome};
use crate::alert::{Notice, Urgency};

/// The desktop's own notifications.
pub struct Desktop {
    choices: Option<Choices>,
}

impl Desktop {
    /// Notifications that offer these choices; none if nobody listens.
    pub fn new(choices: Option<Choices>) -> Self {
        Self { choices }
    }

    /// The system itself has the icon and knows what is shown.
    #[must_use]
    pub fn for_data_in(self, _: &Path) -> Self {
        self
    }
}

impl Notifier for Desktop {
    fn server(&mut self) -> Result<String, NotifierError> {
        Ok("the system".to_owned())
    }

    fn show(&mut self, notice: &Notice, _: Urgency) -> Result<ShowOutcome, NotifierError> {
        // No listener for clicks here: on macOS an ignored one can use up a core forever.
        let _ = &self.choices;
        Notification::new()
            .appname("Missedhook")
            .summary(&notice.title)
            .body(&notice.body)
            .show()
            .map(|_| ShowOutcome::Shown)
            .map_err(|error| NotifierError::Refused(error.to_string()))
    }

    /// macOS and Windows hold notifications back themselves.
    fn do_not_disturb(&mut self) -> DoNotDisturb {
        DoNotDisturb::Unknown
    }
}
