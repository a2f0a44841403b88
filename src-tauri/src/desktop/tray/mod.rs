//! The tray: an icon with the overall state, a tooltip, and a short menu. The app passes it a [`TrayView`] after every
//! possible change and gets the user's choice as a [`TrayAction`]. How each desktop shows that is hidden in `linux.rs`
//! (a status notifier item over D-Bus) and `other.rs` (Tauri's own tray). The tray decides nothing, keeps no state
//! of the app, and never blocks its caller. An app without a working tray keeps running.

use std::borrow::Cow;

use missedhook_core::{
    alert::AlertPause,
    locale::Locale,
    status::{MAX_OPEN, OpenIncident},
};

mod drawing;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;
mod view;

#[cfg(target_os = "linux")]
pub use linux::start;
#[cfg(not(target_os = "linux"))]
pub use other::start;

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
    /// How many endpoints fail, where the state says something else; empty where it says that.
    pub failing: String,
    /// The newest open incidents, up to [`MAX_OPEN`].
    pub open_incidents: Vec<OpenIncident>,
    /// How many more are open, in words; empty where none are.
    pub more_open: String,
    /// What is left of the setup: opens the first-run page.
    pub setup: Option<String>,
    /// The language of the menu.
    pub locale: Locale,
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
    CannotReceive,
    /// Reports can't be stored: also the hook struck through.
    StoreFailing,
}

/// Lets a window come to the front under Wayland: it proves to the compositor that the user has clicked.
pub type ActivationToken = String;

/// The user's choice in the tray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrayAction {
    /// Open the history: the menu's entry, or a left click on the icon.
    OpenHistory,
    /// Show that incident.
    OpenIncident(i64),
    /// Show the open incidents.
    OpenIncidents,
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
    /// Not for choosing.
    Note(&'a str),
    /// Note and item without a label are there and not shown: some hosts close a menu whose layout changes while it is
    /// open.
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
    // A place for each of them, whether it is taken or not: the layout stays.
    let open_incidents = (0..MAX_OPEN).map(|place| {
        let incident = view.open_incidents.get(place);
        incident.map_or(item("", TrayAction::OpenIncidents), |incident| {
            item(&*incident.words, TrayAction::OpenIncident(incident.id))
        })
    });
    let mut lines = vec![Line::Note(&view.state), Line::Note(&view.failing)];
    lines.extend(open_incidents);
    lines.extend([
        item(&*view.more_open, TrayAction::OpenIncidents),
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
    ]);
    lines
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
            failing: String::new(),
            open_incidents: Vec::new(),
            more_open: String::new(),
            setup: None,
            locale: Locale::default(),
        }
    }

    /// All that are shown.
    fn labels(view: &TrayView) -> Vec<String> {
        let label = |line: Line<'_>| match line {
            Line::Note("") => String::new(),
            Line::Item { label, .. } if label.is_empty() => String::new(),
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
        let labels = menu(view).into_iter().map(label);
        labels.filter(|label| !label.is_empty()).collect()
    }

    fn open_incident(id: i64, words: &str) -> OpenIncident {
        OpenIncident {
            id,
            words: words.to_owned(),
        }
    }

    #[test]
    fn the_menu_has_its_entries_in_order() {
        let expected = [
            "(No open incidents. 1 new error)",
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
            "-",
            "فتح السجل",
            "نسخ رابط الاستقبال",
            "إرسال بلاغ تجريبي",
            "إيقاف الإشعارات مؤقتًا [ ]",
            r#"إيقافها لمدة ["نصف ساعة", "ساعة واحدة", "حتى الغد"]"#,
            "-",
            "إنهاء",
        ];
        let labels = labels(&view);
        assert!(labels.ends_with(&expected.map(str::to_owned)), "{labels:?}");
    }

    #[test]
    fn what_fails_is_named_and_the_layout_stays() {
        let failing = TrayView {
            state: "RETM can't reach you yet".to_owned(),
            failing: "7 endpoints are failing".to_owned(),
            open_incidents: vec![open_incident(9, "/b · 503"), open_incident(4, "/a · 404")],
            more_open: "5 more…".to_owned(),
            ..view()
        };
        let expected = [
            "(RETM can't reach you yet)",
            "(7 endpoints are failing)",
            "/b · 503",
            "/a · 404",
            "5 more…",
            "-",
        ];
        assert_eq!(labels(&failing)[..6], expected);
        let actions: Vec<_> = menu(&failing)
            .into_iter()
            .filter_map(|line| match line {
                Line::Item { action, .. } => Some(action),
                _ => None,
            })
            .collect();
        assert_eq!(
            actions[..2],
            [TrayAction::OpenIncident(9), TrayAction::OpenIncident(4)]
        );
        assert_eq!(menu(&failing).len(), menu(&view()).len());
    }
}
