//! What a screen reader is told: the accessibility tree that WebKit offers over AT-SPI, the D-Bus protocol of Linux's
//! screen readers, in the order in which one reads it.

use zbus::{
    blocking::{Connection, Proxy, connection::Builder},
    zvariant::OwnedObjectPath,
};

use crate::machine::Machine;

const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const LAUNCHER: &str = "/usr/libexec/at-spi-bus-launcher";
/// A tree that is deeper is not read.
const DEPTH: usize = 60;

/// An element as a screen reader knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Such as `button`, `heading`, `list item`.
    pub role: String,
    pub name: String,
}

/// A screen reader that listens on the machine.
#[derive(Debug)]
pub struct ScreenReader {
    bus: Connection,
}

type Object = (String, OwnedObjectPath);

impl ScreenReader {
    /// Must be there before the program starts, which looks for one then.
    ///
    /// # Panics
    /// If the bus of the accessibility tree does not start (Debian package at-spi2-core).
    pub fn start(machine: &mut Machine) -> Self {
        machine.tell_a_screen_reader();
        machine.bus().add_service("org.a11y.Bus", LAUNCHER);
        let session = machine.bus().connect();
        let launcher =
            Proxy::new(&session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus").unwrap();
        let address: String = launcher
            .call("GetAddress", &())
            .expect("at-spi-bus-launcher");
        let status =
            Proxy::new(&session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Status").unwrap();
        for name in ["IsEnabled", "ScreenReaderEnabled"] {
            status.set_property(name, true).unwrap();
        }
        let bus = Builder::address(&*address).unwrap().build().unwrap();
        Self { bus }
    }

    /// Everything that has a name, in reading order.
    pub fn read(&self) -> Vec<Heard> {
        let root = (
            "org.a11y.atspi.Registry".to_owned(),
            OwnedObjectPath::try_from("/org/a11y/atspi/accessible/root").unwrap(),
        );
        let mut heard = Vec::new();
        self.descend(&root, 0, &mut heard);
        heard
    }

    /// An element that has left the page meanwhile is passed over.
    fn descend(&self, (owner, path): &Object, depth: usize, heard: &mut Vec<Heard>) {
        let Ok(element) = Proxy::new(&self.bus, owner.as_str(), path, ACCESSIBLE) else {
            return;
        };
        let name = element.get_property::<String>("Name").unwrap_or_default();
        let role: String = element.call("GetRoleName", &()).unwrap_or_default();
        if !name.is_empty() {
            heard.push(Heard { role, name });
        }
        let children: Vec<Object> = match depth {
            DEPTH => Vec::new(),
            _ => element.call("GetChildren", &()).unwrap_or_default(),
        };
        for child in children {
            self.descend(&child, depth + 1, heard);
        }
    }
}
