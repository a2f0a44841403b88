//! What is known of each notification server, by the name that it gives: what it does with what the specification leaves
//! open. Each line was seen on the server itself (`make prove-notifications`), but GNOME's and Plasma's.

use crate::{
    alert::{Actions, Urgency},
    alerts::notifier::Choice,
};

/// A server, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KnownServer {
    Dunst,
    Xfce,
    Mate,
    Lxqt,
    /// GNOME's before its shell; not the one of MATE, which has the same name.
    NotificationDaemon,
    NotifyOsd,
    Mako,
    SwayNc,
    GnomeShell,
    Other,
}

/// How a server is asked whether the person is not to be disturbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AskedBy {
    /// A property of its own: path, interface, name.
    Property(&'static str, &'static str, &'static str),
    /// The modes that it is in; their names are the person's own.
    Modes,
    /// A channel and a property of Xfce's settings.
    Xfconf(&'static str, &'static str),
    /// A schema and a key of GSettings, and the value that means it.
    GSettings(&'static str, &'static str, &'static str),
    /// A line in a file below the directory of settings.
    File(&'static str, &'static str),
    /// It has no such thing.
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

    /// Whether it can keep a notification on the screen until it is taken away. notify-osd makes a dialog of one, and
    /// Notification Daemon can't take one away, and shows none after it.
    pub const fn keeps(self) -> bool {
        !matches!(self, Self::NotificationDaemon | Self::NotifyOsd)
    }

    /// Whether it tells that a notification has left the screen by itself.
    pub const fn tells_of_closing(self) -> bool {
        !matches!(self, Self::NotificationDaemon)
    }

    /// Whether it takes an image by its path. LXQt's shows no icon at all then, and else the one of the application.
    pub const fn reads_image_path(self) -> bool {
        !matches!(self, Self::Lxqt)
    }

    /// How long it is to show one, in milliseconds; 0 is until it is taken away, -1 as it likes.
    pub fn timeout(self, urgency: Urgency) -> i32 {
        match urgency {
            Urgency::Lasting if self.keeps() => 0,
            Urgency::Lasting | Urgency::Normal | Urgency::Low => -1,
        }
    }

    /// Keys and labels in turn. A click anywhere has no label: some draw a button for it where it has one. LXQt makes a
    /// list to choose from of more than three actions, and has room for the labels of two.
    pub fn actions(self, offered: &[Choice], actions: Actions) -> Vec<&'static str> {
        let mut drawn = Vec::new();
        for (word, label, choice) in Choice::ALL {
            if !offered.contains(&choice) || !Choice::is_offered(word, actions) {
                continue;
            }
            match (word == Choice::ANYWHERE, choice, self) {
                (true, ..) => drawn.extend([word, ""]),
                (false, Choice::Open, Self::Lxqt) => {}
                (false, ..) => drawn.extend([word, label]),
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
            // Plasma's property, which others have taken over.
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
    ];

    #[test]
    fn no_server_is_asked_to_draw_the_same_button_twice() {
        let incident = |known: KnownServer| known.actions(ALL, Actions::Incident);
        let labels = |actions: Vec<&'static str>| -> Vec<_> {
            let labels = actions.chunks(2).map(|pair| pair[1]);
            labels.filter(|label| !label.is_empty()).collect()
        };
        for known in [KnownServer::Dunst, KnownServer::Xfce, KnownServer::Other] {
            let expected = ["Open", "Acknowledge", "Mute 1 h"];
            assert_eq!(labels(incident(known)), expected, "{known:?}");
        }
        let lxqt = incident(KnownServer::Lxqt);
        assert!(lxqt.len() <= 2 * 3 && lxqt.starts_with(&["default", ""]));
        assert_eq!(labels(lxqt), ["Acknowledge", "Mute 1 h"]);
        assert_eq!(
            KnownServer::Xfce.actions(ALL, Actions::None),
            ["default", ""]
        );
    }

    #[test]
    fn the_two_of_one_name_are_told_apart() {
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
