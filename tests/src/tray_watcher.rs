//! A tray that shows nothing: `org.kde.StatusNotifierWatcher` with a host, so that programs register their items as on
//! a desktop with a tray. `tray_item.rs` has the items.

use std::time::Duration;

use zbus::{blocking::Connection, interface, message::Header, object_server::SignalEmitter};

use crate::{recording::Recording, session_bus::SessionBus, tray_item::TrayItem};

const NAME: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";

/// The bus address of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The bus name.
    pub service: String,
    /// The object path.
    pub path: String,
}

/// The tray. It leaves the bus when dropped.
#[derive(Debug)]
pub struct TrayWatcher {
    connection: Connection,
    registered: Recording<Registered>,
}

impl TrayWatcher {
    /// Takes the name on the bus.
    ///
    /// # Panics
    /// If the bus or the name is unavailable.
    pub fn start(bus: &SessionBus) -> Self {
        let registered = Recording::default();
        let served = Served(registered.clone());
        let connection = bus
            .builder()
            .serve_at(PATH, served)
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.build())
            .expect("the name of the tray is free");
        Self {
            connection,
            registered,
        }
    }

    /// Every registration, oldest first.
    pub fn registered(&self) -> &Recording<Registered> {
        &self.registered
    }

    /// Waits for the first item.
    pub fn wait_for_item(&self, limit: Duration) -> TrayItem {
        let all = self.registered.wait_for_count("tray item", 1, limit);
        TrayItem::new(self.connection.clone(), all[0].clone())
    }

    /// The most recently registered item.
    ///
    /// # Panics
    /// If there is none yet.
    pub fn newest_item(&self) -> TrayItem {
        let all = self.registered.all();
        let newest = all.last().expect("an item was put up");
        TrayItem::new(self.connection.clone(), newest.clone())
    }
}

struct Served(Recording<Registered>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Served {
    async fn register_status_notifier_item(
        &self,
        service: String,
        #[zbus(header)] header: Header<'_>,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        // Some register their bus name, others only the path of their object.
        let registered = if service.starts_with('/') {
            Registered {
                service: sender,
                path: service.clone(),
            }
        } else {
            Registered {
                service: service.clone(),
                path: "/StatusNotifierItem".to_owned(),
            }
        };
        self.0.add(registered);
        let _ = emitter
            .emit(NAME, "StatusNotifierItemRegistered", &service)
            .await;
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let all = self.0.all().into_iter();
        all.map(|item| format!("{}{}", item.service, item.path))
            .collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
