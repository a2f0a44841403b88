//! The tray: an icon with the overall state, a tooltip, and a short menu. The app passes it a [`TrayView`] after every
//! possible change and gets the user's choice as a [`TrayAction`]. How each desktop shows that is hidden in `linux.rs`
//! (a status notifier item over D-Bus) and `elsewhere.rs` (Tauri's own tray). The tray decides nothing, keeps no state
//! of the app, and never blocks its caller. An app without a working tray keeps running.

use missedhook_core::alert::AlertPause;

mod drawing;
#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;
mod view;

#[cfg(not(target_os = "linux"))]
pub use elsewhere::start;
#[cfg(target_os = "linux")]
pub use linux::start;

/// Everything that the tray shows, as a value that a pure function builds from the app's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    pub sign: Sign,
    /// The tooltip's first line: the state, because some hosts show nothing else. May quote text from the network.
    pub tooltip_title: String,
    /// The tooltip's text. May quote text from the network.
    pub tooltip: String,
    /// Whether notifications are paused: a different icon, and a check mark in the menu.
    pub alerts_paused: bool,
    /// Whether there is a receiver URL to copy.
    pub can_copy_url: bool,
    /// The state and the news: the menu's first line, which can't be selected. Some hosts show no tooltip.
    pub state: String,
    /// The same without the news, for menus that must not change with every report.
    #[cfg_attr(target_os = "linux", allow(dead_code))]
    pub headline: String,
    /// The remaining setup steps. Opens the first-run page.
    pub setup: Option<String>,
}

/// What the icon shows at a glance, by its shape and not only by colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// All is well, and nothing is new: the hook.
    Quiet,
    /// Something is wrong, but was seen: the hook filled, without a count.
    Attention,
    /// Unseen errors: a bowl with their count ("9+" from ten on). Zero is `Quiet`.
    Unseen(u64),
    /// RETM can't reach the receiver: the hook struck through.
    Deaf,
    /// Reports can't be stored: also the hook struck through.
    NotKeeping,
}

/// Lets a window come to the front under Wayland: it proves to the compositor that the user has clicked.
pub type ActivationToken = String;

/// The user's choice in the tray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrayAction {
    /// Open the history: the menu's entry, or a left click on the icon.
    OpenHistory,
    /// Show the first-run page.
    FinishSetup,
    /// Copy the receiver URL to the clipboard.
    CopyReceiverUrl,
    /// Send a test report to the receiver.
    SendTest,
    /// Pause notifications for this long, or resume them.
    Pause(AlertPause),
    /// End the program.
    Quit,
}

/// A tray icon on the desktop. Dropping it removes the icon.
pub trait Tray: Send {
    /// Shows this view. Returns at once, and is cheap if nothing has changed.
    fn show(&mut self, view: &TrayView);

    /// Whether the desktop currently has a place for the icon. GNOME without its extension has none. If a place appears
    /// later, the icon appears in it.
    fn host_present(&self) -> bool;
}

/// Why there is no tray.
#[derive(Debug, thiserror::Error)]
pub enum TrayError {
    /// There is no session bus, and so no way to reach the panel.
    #[error(
        "There is no tray icon: no D-Bus session bus was found ({0}). Start Missedhook from a desktop session, \
         or start it again to open its window."
    )]
    NoBus(String),
    /// Any other refusal by the system.
    #[error("There is no tray icon: {0}. Start Missedhook again to open its window.")]
    Refused(String),
}

/// A menu line, the same on every desktop.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    Note(&'a str),
    /// Without a label it exists but is hidden: some hosts close an open menu when its layout changes.
    Item {
        label: &'a str,
        action: TrayAction,
        enabled: bool,
    },
    Check {
        label: &'static str,
        action: TrayAction,
        checked: bool,
    },
    Menu {
        label: &'static str,
        /// The label and action of each item.
        items: [(&'static str, TrayAction); 3],
    },
    Separator,
}

const fn item(label: &str, action: TrayAction) -> Line<'_> {
    Line::Item {
        label,
        action,
        enabled: true,
    }
}

const PAUSES: [(&str, TrayAction); 3] = [
    ("30 minutes", TrayAction::Pause(AlertPause::HalfHour)),
    ("1 hour", TrayAction::Pause(AlertPause::Hour)),
    ("Until tomorrow", TrayAction::Pause(AlertPause::Tomorrow)),
];

fn menu(view: &TrayView) -> Vec<Line<'_>> {
    use TrayAction::{CopyReceiverUrl, FinishSetup, OpenHistory, Pause, Quit, SendTest};

    vec![
        Line::Note(&view.state),
        item(view.setup.as_deref().unwrap_or_default(), FinishSetup),
        Line::Separator,
        item("Open history", OpenHistory),
        Line::Item {
            label: "Copy receiver URL",
            action: CopyReceiverUrl,
            enabled: view.can_copy_url,
        },
        item("Send test report", SendTest),
        Line::Check {
            label: "Pause notifications",
            action: Pause(if view.alerts_paused {
                AlertPause::Off
            } else {
                AlertPause::Always
            }),
            checked: view.alerts_paused,
        },
        Line::Menu {
            label: "Pause for",
            items: PAUSES,
        },
        Line::Separator,
        item("Quit", Quit),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> TrayView {
        TrayView {
            sign: Sign::Quiet,
            tooltip_title: "Missedhook: No open incidents".to_owned(),
            tooltip: String::new(),
            alerts_paused: false,
            can_copy_url: true,
            state: "No open incidents. 1 new error".to_owned(),
            headline: "No open incidents.".to_owned(),
            setup: None,
        }
    }

    fn labels(view: &TrayView) -> Vec<String> {
        let label = |line: Line<'_>| match line {
            Line::Note(text) => format!("({text})"),
            Line::Item { label, enabled, .. } => {
                if enabled {
                    label.to_owned()
                } else {
                    format!("({label})")
                }
            }
            Line::Check { label, checked, .. } => {
                format!("{label} [{}]", if checked { "x" } else { " " })
            }
            Line::Menu { label, items } => {
                format!("{label} {:?}", items.map(|(label, _)| label))
            }
            Line::Separator => "-".to_owned(),
        };
        menu(view).into_iter().map(label).collect()
    }

    #[test]
    fn the_menu_has_its_entries_in_order() {
        let expected = [
            "(No open incidents. 1 new error)",
            "",
            "-",
            "Open history",
            "Copy receiver URL",
            "Send test report",
            "Pause notifications [ ]",
            r#"Pause for ["30 minutes", "1 hour", "Until tomorrow"]"#,
            "-",
            "Quit",
        ];
        assert_eq!(labels(&view()), expected);
    }

    #[test]
    fn the_menu_follows_the_view() {
        let view = TrayView {
            alerts_paused: true,
            can_copy_url: false,
            state: "No server".into(),
            setup: Some("Finish setup · 2 of 3 left".into()),
            ..view()
        };
        let expected = [
            "(No server)",
            "Finish setup · 2 of 3 left",
            "-",
            "Open history",
            "(Copy receiver URL)",
            "Send test report",
            "Pause notifications [x]",
            r#"Pause for ["30 minutes", "1 hour", "Until tomorrow"]"#,
            "-",
            "Quit",
        ];
        assert_eq!(labels(&view), expected);
    }
}
