//! The tray hosts of Debian 12, each alone in its panel.

use std::fs;

use missedhook_tests::machine::Machine;

/// A tray host, and how it is used.
pub struct Host {
    pub name: &'static str,
    pub program: &'static str,
    pub packages: &'static str,
    pub args: &'static [&'static str],
    pub screen: Screen,
    /// The position of the tray on the screen: left, top, width, height.
    pub tray: Area,
    /// The clicks that open the window.
    pub clicks: &'static str,
    pub has_tooltip: bool,
    /// A file below the home directory, and its contents.
    pub configuration: Option<(&'static str, &'static str)>,
    /// What else it needs.
    pub beside: Option<&'static str>,
}

/// Left, top, width, height.
pub type Area = (usize, usize, usize, usize);

/// What a host draws on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    X,
    /// sway in a window, because it then has a pointer.
    Sway,
    /// It is the compositor itself, in a window.
    Own,
}

const BOTTOM: Area = (0, 760, 1280, 40);

pub const XFCE: Host = Host {
    name: "xfce4-panel",
    program: "/usr/bin/xfce4-panel",
    packages: "xfce4-panel xfconf",
    args: &["--disable-wm-check"],
    screen: Screen::X,
    tray: BOTTOM,
    clicks: "1",
    has_tooltip: true,
    configuration: Some((
        ".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="26"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
"#,
    )),
    beside: Some("/usr/lib/x86_64-linux-gnu/xfce4/xfconf/xfconfd"),
};

pub const LXQT: Host = Host {
    name: "lxqt-panel",
    program: "/usr/bin/lxqt-panel",
    packages: "lxqt-panel",
    args: &[],
    screen: Screen::X,
    tray: BOTTOM,
    clicks: "1",
    has_tooltip: true,
    configuration: Some((
        ".config/lxqt/panel.conf",
        "panels=panel1
[panel1]
plugins=statusnotifier
position=Bottom
desktop=0
iconSize=22
panelSize=32
width=100
width-percent=true
[statusnotifier]
type=statusnotifier
alignment=Right
",
    )),
    beside: None,
};

pub const MATE: Host = Host {
    name: "mate-panel",
    program: "/usr/bin/mate-panel",
    packages: "mate-panel",
    args: &[],
    screen: Screen::X,
    tray: BOTTOM,
    clicks: "1",
    has_tooltip: true,
    configuration: Some((
        ".config/glib-2.0/settings/keyfile",
        "[org/mate/panel/general]
toplevel-id-list=['bottom']
object-id-list=['tray']
[org/mate/panel/toplevels/bottom]
expand=true
orientation='bottom'
size=26
[org/mate/panel/objects/tray]
applet-iid='NotificationAreaAppletFactory::NotificationArea'
object-type='applet'
toplevel-id='bottom'
position=100
panel-right-stick=true
",
    )),
    beside: Some("/usr/lib/mate-panel/notification-area-applet"),
};

/// With the package's stylesheet: blue, and red if attention is needed.
pub const WAYBAR: Host = Host {
    name: "waybar",
    program: "/usr/bin/waybar",
    packages: "waybar sway grim",
    args: &["-s", "/etc/xdg/waybar/style.css"],
    screen: Screen::Sway,
    tray: BOTTOM,
    clicks: "1",
    has_tooltip: true,
    configuration: Some((
        ".config/waybar/config",
        r#"{"position": "bottom", "height": 30, "modules-right": ["tray"], "tray": {"spacing": 10}}"#,
    )),
    beside: None,
};

pub const GNOME: Host = Host {
    name: "gnome-shell with its extension",
    program: "/usr/bin/gnome-shell",
    packages: "gnome-shell gnome-shell-extension-appindicator",
    args: &[],
    screen: Screen::Own,
    // Without the clock and the system's own icons.
    tray: (900, 0, 310, 32),
    clicks: "2",
    has_tooltip: false,
    configuration: None,
    beside: None,
};

impl Host {
    pub fn configure(&self, machine: &Machine) {
        let Some((file, text)) = self.configuration else {
            return;
        };
        let path = machine.root().join("home").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
