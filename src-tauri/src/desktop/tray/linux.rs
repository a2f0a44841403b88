//! The tray on Linux: a StatusNotifierItem over D-Bus, with the left click and the tooltip that the usual GTK
//! implementation lacks. It answers the panel from the last view it got. It never waits for the bus on its caller's
//! thread and never gives up on a missing panel: the item stays, and registers when one appears.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::time::Duration;

use ksni::blocking::{Handle, TrayMethods};
use ksni::menu::{CheckmarkItem, StandardItem, SubMenu};
use ksni::{Category, Icon, MenuItem, OfflineReason, Status, ToolTip};
use missedhook_core::model::backoff::{MIDDLE, backoff};
use missedhook_core::worker::{self, Role, Worker, Workers};

use parking_lot::Mutex;

use super::{ActivationToken, Line, Sign, Tray, TrayAction, TrayError, TrayView, drawing, menu};

// ksni: the item and its menu on D-Bus without GTK, on the zbus that is a dependency anyway. With its async-io feature,
// not tokio's: that would switch all of zbus to tokio, and its blocking calls outside a tokio runtime would panic.

/// The worker that shows the icon.
const TRAY: Role = Role {
    name: "tray",
    does: "shows the tray icon",
    meaning: "The icon may be old or gone.",
};
/// The worker that carries out the chosen actions.
const ACTIONS: Role = Role {
    name: "tray-actions",
    does: "does what is chosen in the tray",
    meaning: "The tray's menu does nothing.",
};

/// The sizes that common panels show unscaled, and twice those. GNOME takes the first that is large enough. Xfce and
/// waybar take the largest and scale it from 48 pixels to 16 or 24, which the drawing is made for.
const SIZES: [u32; 5] = [16, 22, 24, 32, 48];
/// How long `start` waits to find out whether there is a bus. A slower bus gets the item when it answers.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The delay before the next attempt after a panel refused the item. It doubles each time, up to `MAX_PAUSE`.
const PAUSE: Duration = Duration::from_secs(2);
const MAX_PAUSE: Duration = Duration::from_secs(300);

/// Puts the item on the session bus. Only the trays of other desktops use `_app`. `on_action` is called on its own
/// thread, so it may block.
pub fn start<App>(
    _app: &App,
    workers: &Workers,
    view: TrayView,
    on_action: impl Fn(TrayAction, Option<ActivationToken>) + Send + Sync + 'static,
) -> Result<Box<dyn Tray>, TrayError> {
    let (actions, chosen) = mpsc::channel::<Option<Chosen>>();
    let chosen = Mutex::new(chosen);
    let acting = workers.thread(ACTIONS, move |_| {
        let chosen = chosen.lock();
        while let Ok(Some((action, token))) = chosen.recv() {
            worker::heartbeat(ACTIONS.name);
            on_action(action, token);
        }
    });
    let acting = acting.map_err(no_thread)?;

    let host_present = Arc::new(AtomicBool::new(true));
    let (commands, command_receiver) = mpsc::channel();
    let item = Item {
        icons: icons(&view),
        view: view.clone(),
        actions: actions.clone(),
        host_present: host_present.clone(),
        commands: commands.clone(),
    };
    let (started, outcome) = mpsc::sync_channel(1);
    let kept = Mutex::new((item, command_receiver, None));
    let showing = workers.thread(TRAY, move |_| {
        let mut kept = kept.lock();
        let (item, command_receiver, up) = &mut *kept;
        // Removes what an interrupted run has left.
        shut_down_item(up.take());
        run_tray(item, command_receiver, &started, up);
        // Sent explicitly rather than closing the channel: ksni sometimes keeps an item that has been taken down.
        let _ = actions.send(None);
    });
    let showing = showing.map_err(no_thread)?;

    match outcome.recv_timeout(TIMEOUT) {
        Ok(Err(error)) => Err(error),
        Ok(Ok(())) | Err(RecvTimeoutError::Timeout) => Ok(Box::new(LinuxTray {
            shown: view,
            commands,
            host_present,
            _workers: [acting, showing],
        })),
        Err(RecvTimeoutError::Disconnected) => {
            Err(TrayError::Refused("its thread ended early".to_owned()))
        }
    }
}

fn no_thread(error: std::io::Error) -> TrayError {
    TrayError::Refused(format!("no thread for it ({error})"))
}

/// The chosen action, and the activation token of the click.
type Chosen = (TrayAction, Option<ActivationToken>);

/// A command for the tray's thread.
enum TrayCommand {
    Show(Box<TrayView>),
    /// A panel refused the item.
    AskAgain,
    End,
}

struct LinuxTray {
    shown: TrayView,
    commands: Sender<TrayCommand>,
    host_present: Arc<AtomicBool>,
    _workers: [Worker; 2],
}

impl Tray for LinuxTray {
    fn show(&mut self, view: &TrayView) {
        if self.shown != *view {
            self.shown = view.clone();
            // Nobody listens only if the tray's thread is gone, and then there is nothing to show it on.
            let _ = self
                .commands
                .send(TrayCommand::Show(Box::new(view.clone())));
        }
    }

    fn host_present(&self) -> bool {
        self.host_present.load(Ordering::Relaxed)
    }
}

impl Drop for LinuxTray {
    fn drop(&mut self) {
        let _ = self.commands.send(TrayCommand::End);
    }
}

/// The tray's thread: puts the item up and passes every view to it, until the [`LinuxTray`] is dropped.
fn run_tray(
    item: &mut Item,
    commands: &Receiver<TrayCommand>,
    started: &SyncSender<Result<(), TrayError>>,
    handle: &mut Option<Handle<Item>>,
) {
    let mut owner = watcher();
    *handle = match spawn_item(item) {
        Err(ksni::Error::Dbus(error)) => {
            let _ = started.send(Err(TrayError::NoBus(error.to_string())));
            return;
        }
        outcome => item.unless_refused(outcome),
    };
    // Nobody waits for it once the program has started.
    let _ = started.try_send(Ok(()));

    // ksni first searches for a panel and only then listens for one, so it misses a panel that appears in between. One
    // more attempt soon after, or one check that the panel is still the same, closes this gap. If a panel refuses, it
    // is asked again and again.
    let mut tries = Some(1);
    // The refusals since a panel last accepted it.
    let mut refusals = 1_u32..;
    let mut is_sure = false;
    loop {
        let is_present = item.host_present.load(Ordering::Relaxed);
        let pause = match tries {
            _ if is_present => (!is_sure).then_some(PAUSE),
            Some(tries) => Some(backoff(PAUSE, MAX_PAUSE, tries, MIDDLE)),
            None => None,
        };
        let next = match pause {
            Some(pause) => commands.recv_timeout(pause),
            None => commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match next {
            Ok(command) => {
                let mut newest = None;
                // Only the newest view matters: a storm of errors must not queue up at a slow panel.
                for command in std::iter::once(command).chain(commands.try_iter()) {
                    match command {
                        TrayCommand::Show(view) => newest = Some(view),
                        TrayCommand::AskAgain => tries = tries.or_else(|| refusals.next()),
                        TrayCommand::End => return shut_down_item(handle.take()),
                    }
                }
                worker::heartbeat(TRAY.name);
                if let Some(view) = newest {
                    item.take(*view);
                    if let Some(handle) = handle {
                        handle.update(|shown| shown.clone_from(item));
                    }
                }
            }
            Err(RecvTimeoutError::Timeout) if is_present && watcher() == owner => {
                (is_sure, refusals) = (true, 1..);
            }
            Err(RecvTimeoutError::Timeout) => {
                shut_down_item(handle.take());
                owner = watcher();
                is_sure = false;
                item.host_present.store(true, Ordering::Relaxed);
                *handle = item.unless_refused(spawn_item(item));
                tries = tries
                    .filter(|_| handle.is_none())
                    .map(|tries| tries.saturating_add(1));
            }
            Err(RecvTimeoutError::Disconnected) => return shut_down_item(handle.take()),
        }
    }
}

/// The bus name that currently hosts tray icons.
fn watcher() -> Option<String> {
    let bus = zbus::blocking::Connection::session().ok()?;
    let bus = zbus::blocking::fdo::DBusProxy::new(&bus).ok()?;
    let name = "org.kde.StatusNotifierWatcher".try_into().ok()?;
    let owner = bus.get_name_owner(name).ok()?;
    Some(owner.to_string())
}

fn spawn_item(item: &Item) -> Result<Handle<Item>, ksni::Error> {
    item.clone().assume_sni_available(true).spawn()
}

fn shut_down_item(handle: Option<Handle<Item>>) {
    if let Some(handle) = handle {
        handle.shutdown().wait();
    }
}

/// The item as ksni and the panel see it.
#[derive(Clone)]
struct Item {
    view: TrayView,
    /// Drawn once per change, because ksni fetches them several times.
    icons: Vec<Icon>,
    /// The chosen actions; `None` once the tray is down.
    actions: Sender<Option<Chosen>>,
    host_present: Arc<AtomicBool>,
    commands: Sender<TrayCommand>,
}

impl Item {
    fn take(&mut self, view: TrayView) {
        if (self.view.sign, self.view.alerts_paused) != (view.sign, view.alerts_paused) {
            self.icons = icons(&view);
        }
        self.view = view;
    }

    fn choose(&self, action: TrayAction) {
        let token = ksni::current_xdg_activation_token();
        let _ = self.actions.send(Some((action, token)));
    }

    fn unless_refused(&self, outcome: Result<Handle<Self>, ksni::Error>) -> Option<Handle<Self>> {
        outcome
            .inspect_err(|error| {
                self.host_present.store(false, Ordering::Relaxed);
                tracing::warn!(%error, "the panel refused the tray icon; trying again");
            })
            .ok()
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "missedhook".to_owned()
    }

    fn title(&self) -> String {
        "Missedhook".to_owned()
    }

    fn category(&self) -> Category {
        Category::Communications
    }

    fn status(&self) -> Status {
        match self.view.sign {
            Sign::Unseen(count) if count > 0 => Status::NeedsAttention,
            _ => Status::Active,
        }
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        self.icons.clone()
    }

    /// The same icon: while attention is needed, some panels show only this one, and nothing if it is missing.
    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        self.icons.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: without_entities(&self.view.tooltip_title),
            description: without_markup(&self.view.tooltip),
            ..ToolTip::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.choose(TrayAction::OpenHistory);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        menu(&self.view).into_iter().map(menu_item).collect()
    }

    fn watcher_online(&self) {
        self.host_present.store(true, Ordering::Relaxed);
        tracing::info!("a panel shows the tray icon");
    }

    fn watcher_offline(&self, reason: OfflineReason) -> bool {
        self.host_present.store(false, Ordering::Relaxed);
        if matches!(reason, OfflineReason::Error(_)) {
            let _ = self.commands.send(TrayCommand::AskAgain);
        }
        tracing::info!(
            ?reason,
            "no panel shows the tray icon; it appears when one starts"
        );
        true
    }
}

fn menu_item(line: Line<'_>) -> MenuItem<Item> {
    match line {
        Line::Note(text) => StandardItem {
            label: without_mnemonics(text),
            enabled: false,
            visible: !text.is_empty(),
            ..StandardItem::default()
        }
        .into(),
        Line::Item {
            label,
            action,
            enabled,
        } => StandardItem {
            label: without_mnemonics(&label),
            enabled,
            visible: !label.is_empty(),
            // A panel ignores a disabled item, but anyone on the bus can click it.
            activate: Box::new(move |item: &mut Item| {
                if enabled {
                    item.choose(action);
                }
            }),
            ..StandardItem::default()
        }
        .into(),
        Line::Check {
            label,
            action,
            checked,
        } => CheckmarkItem {
            label,
            checked,
            activate: Box::new(move |item: &mut Item| item.choose(action)),
            ..CheckmarkItem::default()
        }
        .into(),
        Line::Menu { label, items } => SubMenu {
            label,
            submenu: items
                .into_iter()
                .map(|(label, action)| {
                    menu_item(Line::Item {
                        label: label.into(),
                        action,
                        enabled: true,
                    })
                })
                .collect(),
            ..SubMenu::default()
        }
        .into(),
        Line::Separator => MenuItem::Separator,
    }
}

fn icons(view: &TrayView) -> Vec<Icon> {
    let icon = |size: u32| Icon {
        width: size as i32,
        height: size as i32,
        data: drawing::to_argb(drawing::icon(&view.sign, view.alerts_paused, size)),
    };
    SIZES.into_iter().map(icon).collect()
}

/// The panel treats a tooltip's text as markup. To us it is data.
fn without_markup(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// waybar and MATE treat a tooltip's title as markup, in which a raw `&` empties it. LXQt mostly treats it as plain
/// text and shows entities. So the title has neither.
fn without_entities(text: &str) -> String {
    text.replace('&', "+").replace('<', "‹").replace('>', "›")
}

/// A single underscore in a menu label would underline the next character.
fn without_mnemonics(text: &str) -> String {
    text.replace('_', "__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_is_there_and_whole() {
        let view = TrayView {
            sign: Sign::Unseen(3),
            tooltip_title: String::new(),
            tooltip: String::new(),
            alerts_paused: false,
            can_copy_url: true,
            state: String::new(),
            headline: String::new(),
            failing: String::new(),
            open_incidents: Vec::new(),
            more_open: String::new(),
            setup: None,
            locale: missedhook_core::locale::Locale::default(),
        };
        for icon in icons(&view) {
            assert_eq!(icon.width, icon.height);
            assert_eq!(icon.data.len() as i32, icon.width * icon.height * 4);
        }
    }

    #[test]
    fn what_came_over_the_network_is_no_markup() {
        assert_eq!(without_markup("<b>&</b>"), "&lt;b&gt;&amp;&lt;/b&gt;");
        assert_eq!(without_entities("<a>?b&c"), "‹a›?b+c");
        assert_eq!(without_mnemonics("no_server"), "no__server");
    }
}
