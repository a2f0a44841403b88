//! The state of the whole program as one value: what the tray, the window and `doctor` show. Values only.

use serde::Serialize;
use ts_rs::TS;

use crate::{
    moment::Moment, problem::Problem, reachability::watch::Reachability, tunnel::TunnelStatus,
    worker::WorkerFailure,
};

/// Whether the receiver listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum ReceiverStatus {
    /// It does.
    Listening {
        /// On this address and port.
        address: String,
    },
    /// It does not.
    Failed {
        /// Why.
        problem: Problem,
    },
}

/// Whether reports can be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum StoreStatus {
    /// They can.
    Working,
    /// The last one could not.
    Failing {
        /// Why.
        problem: Problem,
    },
}

/// Whether the desktop shows notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum NotificationStatus {
    /// A server answers.
    Working {
        /// Its name.
        server: String,
    },
    /// Nobody has asked yet.
    Unknown,
    /// There is none.
    Missing {
        /// What that means.
        problem: Problem,
    },
}

/// How the window is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the desktop is.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How many rows each view of the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct ViewCounts {
    /// Open incidents.
    #[ts(type = "number")]
    pub open: i64,
    /// Acknowledged incidents.
    #[ts(type = "number")]
    pub acknowledged: i64,
    /// Resolved incidents.
    #[ts(type = "number")]
    pub resolved: i64,
    /// Delivery errors.
    #[ts(type = "number")]
    pub errors: i64,
    /// Endpoints.
    #[ts(type = "number")]
    pub endpoints: i64,
}

/// The way from the internet to the receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WayStatus {
    /// The tunnel that the app runs or watches.
    pub tunnel: TunnelStatus,
    /// Whether RETM can reach the receiver through it.
    pub reachability: Reachability,
    /// Whether the receiver URL, as it is now, was copied once.
    pub url_copied: bool,
    /// Whether the public URL has changed since the receiver URL was last copied: RETM still has the old one.
    pub url_changed: bool,
}

/// A public URL that the receiver had or has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PublicUrl {
    /// Where the tunnel began. Without the key.
    pub url: String,
    /// When it was first seen.
    pub first_at: Moment,
    /// When it was last seen.
    pub last_at: Moment,
}

/// How the monitors stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct MonitorCounts {
    /// How many there are.
    #[ts(type = "number")]
    pub total: i64,
    /// How many of them are down.
    #[ts(type = "number")]
    pub down: i64,
}

/// The state of the whole program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Status {
    /// The program's version.
    pub version: String,
    /// What is pasted into RETM's portal; none until the receiver has listened once. Secret.
    pub receiver_url: Option<String>,
    /// The receiver.
    pub receiver: ReceiverStatus,
    /// The way in.
    pub way: WayStatus,
    /// The store.
    pub store: StoreStatus,
    /// The notifications.
    pub notifications: NotificationStatus,
    /// The workers that have ended although the program goes on.
    pub workers: Vec<WorkerFailure>,
    /// How many rows each view has.
    pub counts: ViewCounts,
    /// How the monitors stand.
    pub monitors: MonitorCounts,
    /// The worst that is true now, in one sentence: `RETM can't reach you.`; none where all is well.
    pub worst: Option<String>,
    /// Grows with every change that the window may have to show.
    #[ts(type = "number")]
    pub revision: u64,
    /// Until when the user holds alerts back; none where without an end, or not at all.
    pub alerts_paused_until: Option<Moment>,
    /// What is wrong with `settings.toml`; the last good settings are in force then.
    pub settings_problem: Option<Problem>,
    /// How the window is coloured.
    pub theme: Theme,
    /// Whether the user holds alerts back.
    pub alerts_paused: bool,
    /// How many delivery errors are kept.
    #[ts(type = "number")]
    pub total: i64,
    /// The newest delivery error's id; 0 when there is none.
    #[ts(type = "number")]
    pub newest_id: i64,
    /// How many came since the history was last looked at, up to 1,000.
    #[ts(type = "number")]
    pub unseen: i64,
    /// Where everything is kept.
    pub data_dir: String,
}

/// The worst that is true now, in one sentence; none where all is well. What keeps reports from being kept comes
/// before what keeps them from coming, that before what fails, that before what keeps one from hearing of it.
pub fn worst(status: &Status) -> Option<String> {
    if let StoreStatus::Failing { problem } = &status.store {
        return Some(problem.what.clone());
    }
    if let ReceiverStatus::Failed { problem } = &status.receiver {
        return Some(format!("RETM can't reach you: {}", problem.what));
    }
    let (tunnel, reachability) = (&status.way.tunnel, &status.way.reachability);
    if let Reachability::Proven { .. } = reachability {
        // Whatever the tunnel says of itself.
    } else if let TunnelStatus::Down { problem, .. } = tunnel {
        return Some(format!("RETM can't reach you: {}", problem.what));
    } else if let Reachability::Failing { problem, .. } = reachability {
        return Some(format!("RETM can't reach you: {}", problem.what));
    }
    let counted = |count: i64, one: &str, more: &str| match count {
        ..=0 => None,
        1 => Some(format!("1 {one}.")),
        count => Some(format!("{count} {more}.")),
    };
    let (down, open) = (status.monitors.down, status.counts.open);
    counted(
        down,
        "monitored endpoint is down",
        "monitored endpoints are down",
    )
    .or_else(|| counted(open, "incident is open", "incidents are open"))
    .or_else(|| {
        let known = status.counts.acknowledged;
        counted(
            known,
            "incident is acknowledged",
            "incidents are acknowledged",
        )
    })
    .or_else(|| {
        status
            .way
            .url_changed
            .then(|| "RETM still has an old receiver URL.".to_owned())
    })
    .or_else(|| match &status.notifications {
        NotificationStatus::Missing { problem } => Some(problem.what.clone()),
        _ => None,
    })
    .or_else(|| {
        let problem = status.settings_problem.as_ref();
        problem.map(|problem| problem.what.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tunnel;

    fn well() -> Status {
        Status {
            version: "1".to_owned(),
            receiver_url: None,
            receiver: ReceiverStatus::Listening {
                address: "127.0.0.1:7386".to_owned(),
            },
            way: WayStatus {
                tunnel: TunnelStatus::Off,
                reachability: Reachability::Off,
                url_copied: true,
                url_changed: false,
            },
            store: StoreStatus::Working,
            notifications: NotificationStatus::Unknown,
            workers: Vec::new(),
            counts: ViewCounts::default(),
            monitors: MonitorCounts::default(),
            worst: None,
            revision: 0,
            settings_problem: None,
            theme: Theme::System,
            alerts_paused_until: None,
            alerts_paused: false,
            total: 0,
            newest_id: 0,
            unseen: 0,
            data_dir: String::new(),
        }
    }

    fn problem(what: &str) -> Problem {
        Problem::new(what, "It means that.", "Do this.")
    }

    type Step = (fn(&mut Status), &'static str);

    #[test]
    fn each_gives_way_to_what_is_worse() {
        let mut status = well();
        assert_eq!(worst(&status), None);
        let steps: [Step; 9] = [
            (
                |status| status.settings_problem = Some(problem("Line 3 is wrong.")),
                "Line 3 is wrong.",
            ),
            (
                |status| {
                    let problem = problem("No notification server answers on this desktop.");
                    status.notifications = NotificationStatus::Missing { problem };
                },
                "No notification server answers on this desktop.",
            ),
            (
                |status| status.way.url_changed = true,
                "RETM still has an old receiver URL.",
            ),
            (
                |status| status.counts.acknowledged = 1,
                "1 incident is acknowledged.",
            ),
            (|status| status.counts.open = 3, "3 incidents are open."),
            (
                |status| status.monitors.down = 1,
                "1 monitored endpoint is down.",
            ),
            (
                |status| {
                    status.way.tunnel = TunnelStatus::Down {
                        kind: tunnel::Kind::Bore,
                        since: Moment::from_millis(0),
                        problem: problem("The tunnel has ended."),
                        retry_at: None,
                    };
                },
                "RETM can't reach you: The tunnel has ended.",
            ),
            (
                |status| {
                    let problem = problem("Port 7386 is taken by node (pid 4711).");
                    status.receiver = ReceiverStatus::Failed { problem };
                },
                "RETM can't reach you: Port 7386 is taken by node (pid 4711).",
            ),
            (
                |status| {
                    let problem = problem("The disk is full: the report could not be kept.");
                    status.store = StoreStatus::Failing { problem };
                },
                "The disk is full: the report could not be kept.",
            ),
        ];
        for (change, expected) in steps {
            change(&mut status);
            assert_eq!(worst(&status).as_deref(), Some(expected));
        }
    }
}
