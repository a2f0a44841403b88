//! The tray: a sign of how things are, a few words about it, and a short menu. The app hands it a [`TrayView`] whenever
//! something may have changed and is told what was chosen as a [`TrayAction`]; how each desktop shows that is hidden in
//! `linux.rs` (a status notifier item over D-Bus) and `elsewhere.rs` (Tauri's own tray). It decides nothing, keeps no
//! state of the app's, and never holds up its caller; an app whose tray cannot be shown goes on without one.

use missedhook_core::{
    alert::AlertPause,
    status::{MOST_OPEN, OpenIncident},
};

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
    /// How many endpoints fail, where the state says something else; empty where it says that.
    pub failing: String,
    /// The newest open incidents, up to [`MOST_OPEN`].
    pub open_incidents: Vec<OpenIncident>,
    /// How many more are open, in words; empty where none are.
    pub more_open: String,
    /// What is left of the setup: opens the first-run page.
    pub setup: Option<String>,
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
    /// Show that incident.
    OpenIncident(i64),
    /// Show the open incidents.
    OpenIncidents,
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
    /// Not for choosing.
    Note(&'a str),
    /// Note and item without a label are there and not shown: some hosts close a menu whose layout changes while it is
    /// open.
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
        /// Label and action of each of its items.
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

    // A place for each of them, whether it is taken or not: the layout stays.
    let open_incidents = (0..MOST_OPEN).map(|place| {
        let incident = view.open_incidents.get(place);
        incident.map_or(item("", TrayAction::OpenIncidents), |incident| {
            item(&incident.words, TrayAction::OpenIncident(incident.id))
        })
    });
    let mut lines = vec![Line::Note(&view.state), Line::Note(&view.failing)];
    lines.extend(open_incidents);
    lines.extend([
        item(&view.more_open, TrayAction::OpenIncidents),
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
    ]);
    lines
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
            failing: String::new(),
            open_incidents: Vec::new(),
            more_open: String::new(),
            setup: None,
        }
    }

    /// All that are shown.
    fn labels(view: &TrayView) -> Vec<String> {
        let label = |line: Line<'_>| match line {
            Line::Note("") | Line::Item { label: "", .. } => String::new(),
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
