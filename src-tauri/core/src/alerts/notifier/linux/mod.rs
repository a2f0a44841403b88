//! Notifications on Linux, over D-Bus (Desktop Notifications Specification 1.2), without notify-rust: it has no time
//! limit, and opens a connection for each notification. This module uses one connection, because some servers report a
//! click only to the connection that sent the notification. Each call has a time limit. A call that hangs is kept, and
//! the next call waits for it: so nothing piles up at a server that hangs, and what it finally shows is not shown
//! twice.

mod do_not_disturb;
mod files;
mod known;
mod names;
mod on_screen;
mod server;
mod signals;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use self::{
    files::Files,
    names::{NAME, PATH},
    server::{NotifyOptions, Server},
};
use super::{CHECK_RARELY, Choices, DoNotDisturb, Look, Notifier, NotifierError, ShowOutcome};
use crate::{
    alert::{Notice, Slot, Urgency},
    alerts::session_bus::{self, LIMIT},
    model::message::Message,
    worker::Workers,
};

/// How often to check if the bus does not report servers that come and go.
const CHECK_OFTEN: Duration = Duration::from_secs(10);

/// How often to check whether a server hangs that is on the bus but has had nothing to show for a while.
const CHECK_UNUSED: Duration = Duration::from_secs(600);

/// The desktop's own notifications.
pub struct Desktop {
    choices: Option<Choices>,
    files: Files,
    server: Server,
}

impl Desktop {
    /// Notifications that offer these choices; none if nobody listens.
    pub fn new(choices: Option<Choices>) -> Self {
        Self {
            choices,
            files: Files::default(),
            server: Server::default(),
        }
    }

    /// Adds an icon, and remembers what the previous program on that data directory has shown.
    #[must_use]
    pub fn for_data_in(mut self, data_dir: &Path) -> Self {
        self.files = Files::beside(data_dir);
        self
    }
}

impl Notifier for Desktop {
    fn listen_with(&mut self, workers: &Workers, look: Look) {
        self.server.workers = Some(workers.clone());
        self.server.look = Some(look);
        self.server.file.clone_from(&self.files.shown);
    }

    fn server(&mut self) -> Result<String, NotifierError> {
        let until = Instant::now() + LIMIT;
        self.server.settle(until)?;
        // Notifications of the previous program may be clicked, and a server may appear later.
        let _ = self.listen(until);
        let (name, _) = self.server.information(until)?;
        Ok(name)
    }

    fn describe(&mut self) -> Result<Message, NotifierError> {
        let name = self.server()?;
        let until = Instant::now() + LIMIT;
        let present = self.server.present(until)?;
        let disturb = match self.do_not_disturb() {
            DoNotDisturb::Off => "off",
            DoNotDisturb::On => "on",
            DoNotDisturb::Never => "never",
            DoNotDisturb::Unknown => "unknown",
        };
        let keeps = if present.known.keeps() { "yes" } else { "no" };
        Ok(Message::new("doctor-notifications-by")
            .quoted("server", name)
            .form("disturb", disturb)
            .form("keeps", keeps))
    }

    fn check(&mut self) -> Result<(), NotifierError> {
        let until = Instant::now() + LIMIT;
        self.server.settle(until)?;
        if self.server.tells_of_changes() && self.server.still_answers(until) {
            return Ok(());
        }
        let Ok(owner) = self.server.owner(until) else {
            return match self.server.start_failed {
                Some(_) => Err(NotifierError::NoServer),
                None => self.server.could_be_started(until),
            };
        };
        self.server.start_failed = None;
        let is_known = self
            .server
            .answered
            .as_ref()
            .is_some_and(|(who, _)| *who == owner);
        if is_known && self.server.still_answers(until) {
            return Ok(());
        }
        self.server.ask_owner(owner, until)
    }

    fn has_changed(&mut self) -> bool {
        let has_changed = self.server.signals.take_server_changed();
        if has_changed {
            self.server.answered = None;
        }
        has_changed
    }

    fn check_every(&self) -> Duration {
        match self.server.tells_of_changes() {
            // A check also wakes the server.
            true if !self.server.is_in_use() => CHECK_UNUSED,
            false if session_bus::may_be_there() => CHECK_OFTEN,
            _ => CHECK_RARELY,
        }
    }

    fn show(&mut self, notice: &Notice, urgency: Urgency) -> Result<ShowOutcome, NotifierError> {
        let until = Instant::now() + LIMIT;
        self.server.settle(until)?;
        let late = self.server.take_late(notice.slot);
        if late.as_ref() == Some(notice) {
            return Ok(ShowOutcome::Shown);
        }
        let replaces = notice.replaces || late.is_some();
        let shown = self.notify((notice, urgency), replaces, until);
        if shown != Err(NotifierError::NoServer) || self.server.hanging.is_some() {
            return shown;
        }
        // The server is gone. Another may have replaced it, or the bus starts one.
        self.server.present = None;
        self.notify((notice, urgency), replaces, until)
    }

    fn lasting(&self) -> Vec<Slot> {
        self.server.shown.lock().lasting()
    }

    fn dismiss(&mut self, slot: Slot) -> Result<(), NotifierError> {
        let until = Instant::now() + LIMIT;
        self.server.settle(until)?;
        let owner = self.server.owner(until)?;
        let Some(id) = self.server.shown.lock().of(slot, &owner) else {
            return Ok(());
        };
        let to = (&*owner, PATH, NAME);
        match self.server.call(to, "CloseNotification", id, None, until) {
            Err(NotifierError::NoServer) => Err(NotifierError::NoServer),
            // A server that does not know the notification does not show it.
            Ok(_) | Err(NotifierError::Refused(_)) => {
                self.server.shown.lock().close(id, &owner);
                Ok(())
            }
        }
    }

    fn do_not_disturb(&mut self) -> DoNotDisturb {
        let until = Instant::now() + LIMIT;
        if self.server.settle(until).is_err() {
            return DoNotDisturb::Unknown;
        }
        let _ = self.listen(until);
        self.server.ask_do_not_disturb(until)
    }
}

impl Desktop {
    fn listen(&mut self, until: Instant) -> Result<(), NotifierError> {
        match &self.choices {
            Some(Choices { on_choice, .. }) => self.server.listen(on_choice, until),
            None => Ok(()),
        }
    }

    fn notify(
        &mut self,
        (notice, urgency): (&Notice, Urgency),
        replaces: bool,
        until: Instant,
    ) -> Result<ShowOutcome, NotifierError> {
        let present = self.server.present(until)?;
        // A silent notice only updates one that is still on the screen.
        let is_closed = || match present.known.tells_of_closing() {
            true => self.server.shown.lock().is_closed(notice.slot),
            false => true,
        };
        if notice.silent && is_closed() {
            return Ok(ShowOutcome::WasClosed);
        }
        let choices = self.choices.as_ref().filter(|_| present.can("actions"));
        let actions = choices.map_or(Vec::new(), |choices| {
            let locale = notice.locale;
            present
                .known
                .actions(choices.offered, notice.actions, locale)
        });
        self.listen(until)?;
        let manner = NotifyOptions {
            urgency,
            replaces,
            actions,
            icon: self.files.icon.clone(),
        };
        self.server.notify(notice, &present, manner, until)?;
        Ok(ShowOutcome::Shown)
    }
}
