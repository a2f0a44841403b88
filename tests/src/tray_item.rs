//! A tray item as the user sees it: its title, tooltip and icon, a left click, and its menu, read and clicked by label
//! over `com.canonical.dbusmenu`.

use std::{collections::HashMap, time::Duration};

use zbus::{
    MatchRule,
    blocking::{Connection, MessageIterator},
    message::Message,
    zvariant::{OwnedObjectPath, OwnedValue, Structure, Value},
};

use crate::{
    recording::{Recording, wait_until},
    tray_watcher::Registered,
};

const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// An icon: width, height, and its pixels, four bytes each.
pub type Pixmap = (i32, i32, Vec<u8>);

/// A tooltip: icon name, icons, title, text.
pub type ToolTip = (String, Vec<Pixmap>, String, String);

type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// A menu item and its children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// Its ID in the menu.
    pub id: i32,
    /// Its label. Empty for the root and for separators.
    pub label: String,
    /// Whether it can be clicked.
    pub enabled: bool,
    /// `Some` for an item with a check mark.
    pub ticked: Option<bool>,
    /// Whether it is shown.
    pub visible: bool,
    pub children: Vec<MenuItem>,
}

impl MenuItem {
    /// The item with this label, at any depth.
    pub fn find(&self, label: &str) -> Option<&MenuItem> {
        if self.label == label {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(label))
    }

    /// All visible labels in order, without separators.
    pub fn labels(&self) -> Vec<&str> {
        let own = Some(self.label.as_str()).filter(|label| self.visible && !label.is_empty());
        let below = self.children.iter().flat_map(MenuItem::labels);
        own.into_iter().chain(below).collect()
    }
}

/// A registered item.
#[derive(Debug)]
pub struct TrayItem {
    connection: Connection,
    place: Registered,
}

impl TrayItem {
    /// The item registered there.
    pub fn new(connection: Connection, place: Registered) -> Self {
        Self { connection, place }
    }

    /// Its title.
    pub fn title(&self) -> String {
        self.property("Title").try_into().expect("Title is text")
    }

    /// `Passive`, `Active` or `NeedsAttention`.
    pub fn status(&self) -> String {
        self.property("Status").try_into().expect("Status is text")
    }

    /// Title and text of its tooltip.
    pub fn tooltip(&self) -> (String, String) {
        let tooltip = ToolTip::try_from(self.property("ToolTip"));
        let (_, _, title, text) = tooltip.expect("ToolTip is as the specification says");
        (title, text)
    }

    /// Its icons, one per size.
    pub fn pixmaps(&self) -> Vec<Pixmap> {
        let pixmaps = Vec::<Pixmap>::try_from(self.property("IconPixmap"));
        pixmaps.expect("IconPixmap is as the specification says")
    }

    /// A left click.
    pub fn activate(&self) {
        self.call(&self.place.path, ITEM, "Activate", &(0_i32, 0_i32));
    }

    /// What a Wayland host does before a click: passes a token that lets the window come to the front.
    pub fn provide_token(&self, token: &str) {
        self.call(&self.place.path, ITEM, "ProvideXdgActivationToken", &token);
    }

    /// Records the names of the signals from now on.
    ///
    /// # Panics
    /// If the bus is gone.
    pub fn signals(&self) -> Recording<String> {
        let recording = Recording::default();
        for interface in [ITEM, MENU] {
            let rule = MatchRule::builder()
                .msg_type(zbus::message::Type::Signal)
                .sender(self.place.service.clone())
                .and_then(|rule| rule.interface(interface))
                .expect("names on the bus")
                .build();
            let messages = MessageIterator::for_match_rule(rule, &self.connection, None);
            let messages = messages.expect("the bus takes a rule");
            let heard = recording.clone();
            std::thread::spawn(move || {
                for message in messages.flatten() {
                    let header = message.header();
                    heard.add(header.member().map(ToString::to_string).unwrap_or_default());
                }
            });
        }
        recording
    }

    /// The menu.
    pub fn menu(&self) -> MenuItem {
        let body = (0_i32, -1_i32, Vec::<&str>::new());
        let answer = self.call(&self.menu_path(), MENU, "GetLayout", &body);
        let (_revision, layout): (u32, Layout) = answer
            .body()
            .deserialize()
            .expect("GetLayout answers a layout");
        menu_item(layout)
    }

    /// Clicks the item with this label.
    ///
    /// # Panics
    /// If there is none, or it can't be clicked.
    pub fn click(&self, label: &str) {
        let menu = self.menu();
        let item = menu.find(label);
        let item = item.unwrap_or_else(|| panic!("no {label:?} in {menu:#?}"));
        assert!(item.enabled, "{label:?} can't be clicked: {menu:#?}");
        let body = (item.id, "clicked", Value::I32(0), 0_u32);
        self.call(&self.menu_path(), MENU, "Event", &body);
    }

    /// Waits until the menu item with this label satisfies `like`.
    ///
    /// # Panics
    /// If `limit` is over; shows the menu.
    pub fn wait_for_menu(&self, label: &str, limit: Duration, like: impl Fn(&MenuItem) -> bool) {
        let look = || self.menu().find(label).filter(|item| like(item)).map(drop);
        wait_until(&format!("{label:?} as wanted"), limit, look, || self.menu());
    }

    /// Waits until the first line of the menu contains this text.
    ///
    /// # Panics
    /// If `limit` is over; shows the menu.
    pub fn wait_for_first_line(&self, text: &str, limit: Duration) {
        let look = || {
            let menu = self.menu();
            menu.labels().first()?.contains(text).then_some(())
        };
        wait_until(text, limit, look, || self.menu());
    }

    fn menu_path(&self) -> String {
        let path = OwnedObjectPath::try_from(self.property("Menu"));
        path.expect("Menu is an object's path").to_string()
    }

    fn property(&self, name: &str) -> OwnedValue {
        let properties = "org.freedesktop.DBus.Properties";
        let answer = self.call(&self.place.path, properties, "Get", &(ITEM, name));
        answer.body().deserialize().expect("Get answers a value")
    }

    fn call(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &(impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType),
    ) -> Message {
        let service = Some(self.place.service.as_str());
        self.connection
            .call_method(service, path, Some(interface), method, body)
            .unwrap_or_else(|e| panic!("{interface}.{method} at {:?}: {e}", self.place))
    }
}

fn menu_item((id, mut properties, children): Layout) -> MenuItem {
    let mut take = |name: &str| properties.remove(name);
    let label = take("label").map(|value| String::try_from(value).unwrap());
    let enabled = take("enabled").map(|value| bool::try_from(value).unwrap());
    let visible = take("visible").map(|value| bool::try_from(value).unwrap());
    let ticks = take("toggle-type").map(|value| String::try_from(value).unwrap());
    let state = take("toggle-state").map(|value| i32::try_from(value).unwrap());
    MenuItem {
        id,
        label: label.unwrap_or_default(),
        // A missing property has its default: enabled, visible, no check mark.
        enabled: enabled.unwrap_or(true),
        visible: visible.unwrap_or(true),
        ticked: ticks
            .filter(|kind| !kind.is_empty())
            .map(|_| state == Some(1)),
        children: children.into_iter().map(child).map(menu_item).collect(),
    }
}

fn child(value: OwnedValue) -> Layout {
    let structure = Structure::try_from(value).expect("a child is a structure");
    structure.try_into().expect("a child is a layout")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LIMIT, session_bus::SessionBus, tray_watcher::TrayWatcher};
    use zbus::interface;

    struct FakeItem;

    #[interface(name = "org.kde.StatusNotifierItem")]
    impl FakeItem {
        #[zbus(property)]
        fn title(&self) -> &str {
            "Fake"
        }
        #[zbus(property)]
        fn tool_tip(&self) -> ToolTip {
            (
                String::new(),
                Vec::new(),
                "Fake".to_owned(),
                "quiet".to_owned(),
            )
        }
        #[zbus(property)]
        fn icon_pixmap(&self) -> Vec<Pixmap> {
            vec![(1, 1, vec![255; 4])]
        }
        #[zbus(property)]
        fn menu(&self) -> OwnedObjectPath {
            OwnedObjectPath::try_from("/Menu").unwrap()
        }
    }

    struct FakeMenu(Recording<(i32, String)>);

    type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

    fn node(id: i32, properties: &[(&str, Value<'_>)], children: Vec<Node>) -> Node {
        let own = |value: &Value<'_>| OwnedValue::try_from(value.clone()).unwrap();
        let properties = properties
            .iter()
            .map(|(name, value)| ((*name).to_owned(), own(value)));
        let children = children.into_iter().map(|child| own(&Value::from(child)));
        (id, properties.collect(), children.collect())
    }

    #[interface(name = "com.canonical.dbusmenu")]
    impl FakeMenu {
        fn get_layout(&self, _parent: i32, _depth: i32, _names: Vec<String>) -> (u32, Node) {
            let label = |text: &'static str| ("label", Value::from(text));
            let tick = [
                label("Pause"),
                ("toggle-type", Value::from("checkmark")),
                ("toggle-state", Value::I32(1)),
            ];
            let off = [label("Off"), ("enabled", Value::Bool(false))];
            let below = vec![node(3, &off, vec![])];
            let root = vec![node(1, &tick, vec![]), node(2, &[label("More")], below)];
            (1, node(0, &[], root))
        }

        fn event(&self, id: i32, event: String, _data: OwnedValue, _timestamp: u32) {
            self.0.add((id, event));
        }
    }

    #[test]
    fn a_registered_item_is_read_and_its_menu_clicked() {
        let dir = tempfile::tempdir().unwrap();
        let bus = SessionBus::start(dir.path());
        let watcher = TrayWatcher::start(&bus);
        let clicks = Recording::default();
        let program = bus
            .builder()
            .serve_at("/StatusNotifierItem", FakeItem)
            .and_then(|builder| builder.serve_at("/Menu", FakeMenu(clicks.clone())))
            .and_then(|builder| builder.build())
            .unwrap();
        let name = program.unique_name().unwrap().to_string();
        let watcher_name = "org.kde.StatusNotifierWatcher";
        program
            .call_method(
                Some(watcher_name),
                "/StatusNotifierWatcher",
                Some(watcher_name),
                "RegisterStatusNotifierItem",
                &name,
            )
            .unwrap();
        let item = watcher.wait_for_item(LIMIT);
        assert_eq!(item.title(), "Fake");
        assert_eq!(item.tooltip(), ("Fake".to_owned(), "quiet".to_owned()));
        assert_eq!(item.pixmaps(), [(1, 1, vec![255; 4])]);
        let menu = item.menu();
        assert_eq!(menu.labels(), ["Pause", "More", "Off"]);
        assert_eq!(menu.find("Pause").unwrap().ticked, Some(true));
        assert!(!menu.find("Off").unwrap().enabled);
        item.click("More");
        clicks.wait_for_item("click", LIMIT, |click| *click == (2, "clicked".to_owned()));
    }
}
