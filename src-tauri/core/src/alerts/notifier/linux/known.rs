//! What is known of each notification server, by the name that it reports: how it handles what the specification leaves
//! open. Every entry except Plasma's was observed on the server itself (`make prove-notifications`).

use crate::{
    alert::{Actions, Notice, Urgency},
    alerts::notifier::Choice,
    locale::{Language, Locale},
};

/// A known server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KnownServer {
    Dunst,
    Xfce,
    Mate,
    Lxqt,
    /// The one that GNOME had before its shell; not MATE's, which has the same name.
    NotificationDaemon,
    NotifyOsd,
    Mako,
    SwayNc,
    GnomeShell,
    Other,
}

/// How to ask a server whether do-not-disturb is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AskedBy {
    /// A D-Bus property: path, interface, name.
    Property(&'static str, &'static str, &'static str),
    /// The server's active modes; the user chooses their names.
    Modes,
    /// A channel and a property of Xfce's settings.
    Xfconf(&'static str, &'static str),
    /// A schema and a key of GSettings, and the value that means "on".
    GSettings(&'static str, &'static str, &'static str),
    /// A line in a file below the configuration directory.
    File(&'static str, &'static str),
    /// The server has no do-not-disturb.
    Nothing,
}

impl KnownServer {
    pub fn of(name: &str, vendor: &str) -> Self {
        match (name, vendor) {
            ("dunst", _) => Self::Dunst,
            ("Xfce Notify Daemon", _) => Self::Xfce,
            ("Notification Daemon", "MATE") => Self::Mate,
            ("Notification Daemon", _) => Self::NotificationDaemon,
            ("lxqt-notificationd", _) => Self::Lxqt,
            ("notify-osd", _) => Self::NotifyOsd,
            ("mako", _) => Self::Mako,
            ("SwayNotificationCenter", _) => Self::SwayNc,
            ("gnome-shell", _) => Self::GnomeShell,
            _ => Self::Other,
        }
    }

    /// Whether it can keep a notification on the screen until it is dismissed. notify-osd turns such a notification
    /// into a dialog. Notification Daemon can't dismiss one, and shows no others after it.
    pub const fn keeps(self) -> bool {
        !matches!(self, Self::NotificationDaemon | Self::NotifyOsd)
    }

    /// Whether it reports that a notification has left the screen on its own.
    pub const fn tells_of_closing(self) -> bool {
        !matches!(self, Self::NotificationDaemon)
    }

    /// Whether it accepts the path of an image. LXQt's server then shows no icon at all; without a path it shows the
    /// application's.
    pub const fn reads_image_path(self) -> bool {
        !matches!(self, Self::Lxqt)
    }

    /// The display time in milliseconds; 0 means until dismissed, -1 means the server's default.
    pub fn timeout(self, urgency: Urgency) -> i32 {
        match urgency {
            Urgency::Lasting | Urgency::Critical if self.keeps() => 0,
            _ => -1,
        }
    }

    /// The title as it is sent. dunst writes the Latin letters `(A)` before the title of a notification with actions:
    /// they would turn an Arabic one around, unless it is isolated from right to left (UAX #9, section 2.4).
    pub fn summary(self, notice: &Notice) -> String {
        match (self, notice.locale.language) {
            (Self::Dunst, Language::Ar) => format!("\u{2067}{}\u{2069}", notice.title),
            _ => notice.title.clone(),
        }
    }

    /// Keys and labels in turn. A click anywhere has no label, because some servers draw a button for a label. LXQt
    /// turns more than three actions into a drop-down list, and has room for only two labels.
    pub fn actions(self, offered: &[Choice], actions: Actions, locale: Locale) -> Vec<String> {
        let mut drawn = Vec::new();
        for (word, label, choice) in Choice::ALL {
            if !offered.contains(&choice) || !Choice::is_offered(word, actions) {
                continue;
            }
            match (word == Choice::ANYWHERE, choice, self) {
                (true, ..) => drawn.extend([word.to_owned(), String::new()]),
                (false, Choice::Open, Self::Lxqt) => {}
                (false, ..) => drawn.extend([word.to_owned(), locale.words(label)]),
            }
        }
        drawn
    }

    pub const fn asked_by(self) -> AskedBy {
        use super::names::{NAME, PATH};
        match self {
            Self::Dunst => AskedBy::Property(PATH, "org.dunstproject.cmd0", "paused"),
            Self::SwayNc => AskedBy::Property(PATH, NAME, "Dnd"),
            Self::Xfce => AskedBy::Xfconf("xfce4-notifyd", "/do-not-disturb"),
            Self::Mako => AskedBy::Modes,
            Self::Mate => {
                AskedBy::GSettings("org.mate.NotificationDaemon", "do-not-disturb", "true")
            }
            Self::GnomeShell => {
                AskedBy::GSettings("org.gnome.desktop.notifications", "show-banners", "false")
            }
            Self::Lxqt => AskedBy::File("lxqt/notifications.conf", "doNotDisturb=true"),
            Self::NotificationDaemon | Self::NotifyOsd => AskedBy::Nothing,
            // Plasma's property, which other servers have adopted.
            Self::Other => AskedBy::Property(PATH, NAME, "Inhibited"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[Choice] = &[
        Choice::Open,
        Choice::Acknowledge,
        Choice::Mute,
        Choice::CopyUrl,
        Choice::Restart,
    ];

    #[test]
    fn no_server_is_asked_to_draw_the_same_button_twice() {
        let incident =
            |known: KnownServer| known.actions(ALL, Actions::Incident, Locale::default());
        let labels = |actions: &[String]| -> Vec<_> {
            let labels = actions.chunks(2).map(|pair| pair[1].clone());
            labels.filter(|label| !label.is_empty()).collect()
        };
        for known in [KnownServer::Dunst, KnownServer::Xfce, KnownServer::Other] {
            let expected = ["Open", "Acknowledge", "Mute 1 h"];
            assert_eq!(labels(&incident(known)), expected, "{known:?}");
        }
        let lxqt = incident(KnownServer::Lxqt);
        assert!(lxqt.len() <= 2 * 3 && lxqt.starts_with(&["default".to_owned(), String::new()]));
        assert_eq!(labels(&lxqt), ["Acknowledge", "Mute 1 h"]);
        assert_eq!(
            KnownServer::Xfce.actions(ALL, Actions::None, Locale::default()),
            ["default", ""]
        );
    }

    #[test]
    fn two_servers_of_one_name_are_distinguished() {
        assert_eq!(
            KnownServer::of("Notification Daemon", "MATE"),
            KnownServer::Mate
        );
        let gnome = KnownServer::of("Notification Daemon", "GNOME");
        assert_eq!(gnome, KnownServer::NotificationDaemon);
        assert_eq!(gnome.timeout(Urgency::Lasting), -1);
        assert_eq!(KnownServer::Mate.timeout(Urgency::Lasting), 0);
    }
}
