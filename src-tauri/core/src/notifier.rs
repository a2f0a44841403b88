//! The notifier: shows a notice on the desktop, keeps it in one place while it grows, and says when it was
//! clicked. The only file that knows notify-rust. It decides nothing and remembers only which notification
//! belongs to which incident; after a restart that is forgotten, and the next one is a new one.

use std::collections::HashMap;

// notify-rust: one interface to the notifications of all three platforms. 4.18, because 4.19 brings a second
// zbus beside the one that the tray uses.
use notify_rust::Notification;
use thiserror::Error;

use crate::{alert::Notice, problem::Problem};

/// Why a notice was not shown.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotifierError {
    /// No server, no bus, or it does not answer.
    #[error("No notification server answers on this desktop.")]
    NoServer,
    /// It answered with an error.
    #[error("The notification was refused: {0}.")]
    Refused(String),
}

impl NotifierError {
    /// The same for a person.
    pub fn problem(&self) -> Problem {
        Problem::new(
            self.to_string(),
            "Reports are kept, but nothing pops up.",
            "Start a notification server (most desktops have one; dunst or mako do alone).",
        )
    }
}

/// What shows notices. Calls may block for as long as the desktop takes: not for async code.
pub trait Notifier: Send {
    /// The name of what shows them.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] where nothing does.
    fn server(&mut self) -> Result<String, NotifierError>;

    /// Shows a notice; an update takes the place of what was shown of its incident before.
    ///
    /// # Errors
    /// Why it was not shown.
    fn show(&mut self, notice: &Notice) -> Result<(), NotifierError>;
}

/// Called with the incident's number when its notification is clicked; on a thread of its own.
pub type OnClick = Box<dyn Fn(i64) + Send>;

/// The desktop's own notifications.
pub struct Desktop {
    /// Which notification shows which incident. Shared with the thread that listens for clicks.
    shown: std::sync::Arc<std::sync::Mutex<HashMap<i64, u32>>>,
    on_click: Option<OnClick>,
}

impl Desktop {
    /// Notifications whose clicks go to `on_click`; without one they offer no click.
    pub fn new(on_click: Option<OnClick>) -> Self {
        Self {
            shown: std::sync::Arc::default(),
            on_click,
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;
    use std::sync::PoisonError;

    impl Notifier for Desktop {
        fn server(&mut self) -> Result<String, NotifierError> {
            notify_rust::get_server_information()
                .map(|server| server.name)
                .map_err(|_| NotifierError::NoServer)
        }

        fn show(&mut self, notice: &Notice) -> Result<(), NotifierError> {
            let capabilities =
                notify_rust::get_capabilities().map_err(|_| NotifierError::NoServer)?;
            let can = |what: &str| capabilities.iter().any(|capability| capability == what);
            if can("actions") {
                self.listen_for_clicks();
            }
            let mut notification = Notification::new();
            notification
                .appname("Missedhook")
                .summary(&notice.title)
                .icon("dialog-warning")
                .body(&if can("body-markup") {
                    escaped(&notice.body)
                } else {
                    notice.body.clone()
                });
            if can("actions") {
                notification.action("default", "Open");
            }
            let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            if notice.update {
                notification.hint(notify_rust::Hint::SuppressSound(true));
                if let Some(id) = shown.get(&notice.incident_id) {
                    notification.id(*id);
                }
            }
            let handle = notification
                .show()
                .map_err(|error| NotifierError::Refused(error.to_string()))?;
            shown.insert(notice.incident_id, handle.id());
            Ok(())
        }
    }

    impl Desktop {
        /// One listener for all notifications, instead of a thread for each: it hears every `ActionInvoked` on
        /// the bus and knows ours by their ids. Started with the first notification.
        fn listen_for_clicks(&mut self) {
            let Some(on_click) = self.on_click.take() else {
                return;
            };
            let shown = std::sync::Arc::clone(&self.shown);
            let listening = clicks().and_then(|signals| {
                std::thread::Builder::new()
                    .name("missedhook-clicks".to_owned())
                    .spawn(move || {
                        for message in signals.flatten() {
                            let Ok((id, action)) = message.body().deserialize::<(u32, String)>()
                            else {
                                continue;
                            };
                            let incident = shown
                                .lock()
                                .unwrap_or_else(PoisonError::into_inner)
                                .iter()
                                .find_map(|(incident, shown)| (*shown == id).then_some(*incident));
                            if let (Some(incident), "default") = (incident, action.as_str()) {
                                on_click(incident);
                            }
                        }
                    })
                    .map_err(|error| zbus::Error::InputOutput(error.into()))
            });
            if let Err(error) = listening {
                tracing::warn!(%error, "clicks on notifications can't be heard");
            }
        }
    }

    fn clicks() -> zbus::Result<zbus::blocking::MessageIterator> {
        let rule = zbus::MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface("org.freedesktop.Notifications")?
            .member("ActionInvoked")?
            .build();
        let connection = zbus::blocking::Connection::session()?;
        zbus::blocking::MessageIterator::for_match_rule(rule, &connection, None)
    }
}

#[cfg(not(target_os = "linux"))]
impl Notifier for Desktop {
    fn server(&mut self) -> Result<String, NotifierError> {
        Ok("the system".to_owned())
    }

    fn show(&mut self, notice: &Notice) -> Result<(), NotifierError> {
        // No listener for clicks here: on macOS an ignored one can burn a core for ever.
        let _ = (&self.shown, &self.on_click);
        Notification::new()
            .appname("Missedhook")
            .summary(&notice.title)
            .body(&notice.body)
            .show()
            .map(|_| ())
            .map_err(|error| NotifierError::Refused(error.to_string()))
    }
}

/// Text as the markup of the Desktop Notifications Specification (1.2, "Markup") that shows that text.
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_not_obeyed() {
        assert_eq!(
            escaped(r#"<a href="x">&</a>"#),
            "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;"
        );
    }
}
