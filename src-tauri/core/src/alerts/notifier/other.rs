//! Notifications on macOS and Windows, through notify-rust.

use notify_rust::Notification;

use super::{Choices, Notifier, NotifierError};
use crate::alert::Notice;

/// The desktop's own notifications.
pub struct Desktop {
    choices: Option<Choices>,
}

impl Desktop {
    /// Notifications that offer these choices; none without a listener.
    pub fn new(choices: Option<Choices>) -> Self {
        Self { choices }
    }
}

impl Notifier for Desktop {
    fn server(&mut self) -> Result<String, NotifierError> {
        Ok("the system".to_owned())
    }

    fn show(&mut self, notice: &Notice) -> Result<(), NotifierError> {
        // No listener for clicks here: on macOS an ignored one can burn a core for ever.
        let _ = &self.choices;
        Notification::new()
            .appname("Missedhook")
            .summary(&notice.title)
            .body(&notice.body)
            .show()
            .map(|_| ())
            .map_err(|error| NotifierError::Refused(error.to_string()))
    }

    /// macOS and Windows hold notifications back themselves.
    fn do_not_disturb(&mut self) -> bool {
        false
    }
}
