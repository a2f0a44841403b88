//! The tray: a sign of how things are, a few words about it, and a short menu. The app hands it a [`TrayView`] whenever
//! something may have changed and is told what was chosen as a [`TrayAction`]; how each desktop shows that is hidden in
//! `linux.rs` (a status notifier item over D-Bus) and `elsewhere.rs` (Tauri's own tray). It decides nothing, keeps no
//! state of the app's, and never holds up its caller; an app whose tray cannot be shown goes on without one.

use std::borrow::Cow;

use missedhook_core::{alert::AlertPause, locale::Locale};

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

/// All that the tray shows, as a value: made by a pure function from the app's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    /// What the icon says.
    pub sign: Sign,
    /// The tooltip's first line: the state, for some hosts show no other. May quote what came over the network.
    pub tooltip_title: String,
    /// The tooltip's text; may quote what came over the network.
    pub tooltip: String,
    /// Whether notifications are paused: the icon has another shape, and the menu a checkmark.
    pub alerts_paused: bool,
    /// Whether there is a receiver URL to copy.
    pub can_copy_url: bool,
    /// How things stand, and what is new: the menu's first line, not for choosing. Some hosts show no tooltip.
    pub state: String,
    /// The same without what is new, where a menu is not to change at every report.
    #[cfg_attr(target_os = "linux", allow(dead_code))]
    pub headline: String,
    /// What is left of the setup: opens the first-run page.
    pub setup: Option<String>,
    /// The language of the menu.
    pub locale: Locale,
}

/// What the icon says at a glance, by its shape and not by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// All is well, and nothing is new: the hook.
    Quiet,
    /// Something is not well, and was looked at: the hook filled, without a count.
    Attention,
    /// So many errors not looked at: a bowl with the count ("9+" from ten on). Of none it is `Quiet`.
    Unseen(u64),
    /// RETM can't reach the receiver: the hook struck through.
    Deaf,
    /// Reports can't be kept: the hook struck through as well.
    NotKeeping,
}

/// With it a Wayland compositor lets a window come to the front: it knows that a person has clicked.
pub type ActivationToken = String;

/// What was chosen in the tray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrayAction {
    /// Show the history: the menu's entry, or a left click on the icon.
    OpenHistory,
    /// Show the first-run page.
    FinishSetup,
    /// Put the receiver URL on the clipboard.
    CopyReceiverUrl,
    /// Send a test report to the receiver.
    SendTest,
    /// Pause notifications for so long, or go on with them.
    Pause(AlertPause),
    /// End the program.
    Quit,
}

/// A tray that is up. Dropping it takes the icon away.
pub trait Tray: Send {
    /// Shows this from now on. Returns at once, and is cheap when nothing has changed.
    fn show(&mut self, view: &TrayView);

    /// Whether the desktop has a place for the icon just now. GNOME without its extension has none; when a place
    /// appears later, the icon appears in it.
    fn host_present(&self) -> bool;
}

/// Why there is no tray.
#[derive(Debug, thiserror::Error)]
pub enum TrayError {
    /// There is no session bus, and with it no way to reach the panel.
    #[error(
        "There is no tray icon: no D-Bus session bus was found ({0}). Start Missedhook from a desktop session, \
         or start it again to open its window."
    )]
    NoBus(String),
    /// Anything else that the system refused.
    #[error("There is no tray icon: {0}. Start Missedhook again to open its window.")]
    Refused(String),
}

/// A line of the menu, the same on every desktop.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    Note(&'a str),
    /// Without a label it is there and not shown: some hosts close a menu whose layout changes while it is open.
    Item {
        label: Cow<'a, str>,
        action: TrayAction,
        enabled: bool,
    },
    Check {
        label: String,
        action: TrayAction,
        checked: bool,
    },
    Menu {
        label: String,
        /// Label and action of each of its items.
        items: [(String, TrayAction); 3],
    },
    Separator,
}

fn item<'a>(label: impl Into<Cow<'a, str>>, action: TrayAction) -> Line<'a> {
    Line::Item {
        label: label.into(),
        action,
        enabled: true,
    }
}

/// The pauses that end by themselves, by the messages that name them.
const PAUSES: [(&str, TrayAction); 3] = [
    (
        "tray-pause-half-hour",
        TrayAction::Pause(AlertPause::HalfHour),
    ),
    ("tray-pause-hour", TrayAction::Pause(AlertPause::Hour)),
    (
        "tray-pause-tomorrow",
        TrayAction::Pause(AlertPause::Tomorrow),
    ),
];

fn menu(view: &TrayView) -> Vec<Line<'_>> {
    use TrayAction::{CopyReceiverUrl, FinishSetup, OpenHistory, Pause, Quit, SendTest};

    let words = |id| view.locale.words(id);
    vec![
        Line::Note(&view.state),
        item(view.setup.as_deref().unwrap_or_default(), FinishSetup),
        Line::Separator,
        item(words("tray-open-history"), OpenHistory),
        Line::Item {
            label: words("tray-copy-url").into(),
            action: CopyReceiverUrl,
            enabled: view.can_copy_url,
        },
        item(words("tray-send-test"), SendTest),
        Line::Check {
            label: words("tray-pause"),
            action: Pause(if view.alerts_paused {
                AlertPause::Off
            } else {
                AlertPause::Always
            }),
            checked: view.alerts_paused,
        },
        Line::Menu {
            label: words("tray-pause-for"),
            items: PAUSES.map(|(id, action)| (words(id), action)),
        },
        Line::Separator,
        item(words("tray-quit"), Quit),
    ]
}

#[cfg(test)]
mod tests {
    use missedhook_core::locale::Language;

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
            locale: Locale::default(),
        }
    }

    fn labels(view: &TrayView) -> Vec<String> {
        let label = |line: Line<'_>| match line {
            Line::Note(text) => format!("({text})"),
            Line::Item { label, enabled, .. } => {
                if enabled {
                    label.into_owned()
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

    #[test]
    fn the_menu_speaks_arabic() {
        let view = TrayView {
            locale: Locale {
                language: Language::Ar,
                ..Locale::default()
            },
            ..view()
        };
        let expected = [
            "(No open incidents. 1 new error)",
            "",
            "-",
            "افتح السجل",
            "انسخ رابط الاستقبال",
            "أرسل بلاغ اختبار",
            "أوقف الإشعارات مؤقتًا [ ]",
            r#"أوقفها لمدة ["30 دقيقة", "ساعة واحدة", "حتى الغد"]"#,
            "-",
            "إنهاء",
        ];
        assert_eq!(labels(&view), expected);
    }
}
