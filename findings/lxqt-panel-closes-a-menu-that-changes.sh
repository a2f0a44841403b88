#!/usr/bin/env bash
# lxqt-panel 1.2.1 (Debian 12, lxqt-panel 1.2.1-1): a tray item's menu that is open closes when the item sends
# `LayoutUpdated` of com.canonical.dbusmenu, and stays open, with the new text, at `ItemsPropertiesUpdated`.
#
# Where it matters: a menu with a line that comes and goes closes under the pointer. A line that is always there, and is
# renamed or has `visible` false, does not.
#
# Needs Debian or Ubuntu's apt-get, dbus-daemon, Xvfb and Python 3 with venv. Downloads the packages named here into a
# temporary folder, installs nothing.
set -euo pipefail
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT

mkdir -p "$work/debs/partial" "$work/root" "$work/run" "$work/.config/lxqt"
chmod 700 "$work/run"
apt-get -qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Dir::Cache::archives="$work/debs" install --reinstall --download-only -y \
  --no-install-recommends lxqt-panel=1.2.1-1 >/dev/null
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
python3 -m venv "$work/py"
"$work/py/bin/pip" install -q --disable-pip-version-check dbus-next==0.2.3 python-xlib==0.33
libraries="$work/root/usr/lib/$(uname -m)-linux-gnu"
export LD_LIBRARY_PATH="$libraries" XDG_RUNTIME_DIR="$work/run" HOME="$work" QT_PLUGIN_PATH="$libraries/qt5/plugins:/usr/lib/$(uname -m)-linux-gnu/qt5/plugins"
export XDG_DATA_DIRS="$work/root/usr/share:/usr/share"
cat > "$work/.config/lxqt/panel.conf" <<'CONF'
panels=panel1
[panel1]
plugins=statusnotifier
position=Bottom
desktop=0
panelSize=32
width=100
width-percent=true
[statusnotifier]
type=statusnotifier
CONF

exec {displayfd}> "$work/display"
Xvfb -displayfd "$displayfd" -screen 0 800x600x24 -nolisten tcp >/dev/null 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
export DISPLAY=":$(tr -d '\n' < "$work/display")"
export DBUS_SESSION_BUS_ADDRESS="unix:path=$work/bus"
dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --nofork --nopidfile >/dev/null 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ -S "$work/bus" ] && break; sleep 0.1; done
"$work/root/usr/bin/lxqt-panel" >"$work/panel.log" 2>&1 &
pids+=($!)

cat > "$work/item.py" <<'PY'
"""A tray item of one colour with a menu; says whether the menu is open after each kind of change."""
import asyncio, sys
from Xlib import X, display
from Xlib.ext import xtest
from dbus_next import PropertyAccess, Variant
from dbus_next.aio import MessageBus
from dbus_next.service import ServiceInterface, dbus_property, method, signal

READ = PropertyAccess.READ
SIDE = 22
PIXELS = bytes([255, 255, 0, 255]) * SIDE * SIDE

class Item(ServiceInterface):
    def __init__(self):
        super().__init__("org.kde.StatusNotifierItem")
    @dbus_property(access=READ)
    def Category(self) -> "s": return "ApplicationStatus"
    @dbus_property(access=READ)
    def Id(self) -> "s": return "finding"
    @dbus_property(access=READ)
    def Title(self) -> "s": return "Finding"
    @dbus_property(access=READ)
    def Status(self) -> "s": return "Active"
    @dbus_property(access=READ)
    def IconPixmap(self) -> "a(iiay)": return [[SIDE, SIDE, PIXELS]]
    @dbus_property(access=READ)
    def AttentionIconPixmap(self) -> "a(iiay)": return []
    @dbus_property(access=READ)
    def OverlayIconPixmap(self) -> "a(iiay)": return []
    @dbus_property(access=READ)
    def IconThemePath(self) -> "s": return ""
    @dbus_property(access=READ)
    def IconName(self) -> "s": return ""
    @dbus_property(access=READ)
    def AttentionIconName(self) -> "s": return ""
    @dbus_property(access=READ)
    def OverlayIconName(self) -> "s": return ""
    @dbus_property(access=READ)
    def ToolTip(self) -> "(sa(iiay)ss)": return ["", [], "Finding", ""]
    @dbus_property(access=READ)
    def ItemIsMenu(self) -> "b": return False
    @dbus_property(access=READ)
    def Menu(self) -> "o": return "/Menu"

class Menu(ServiceInterface):
    def __init__(self):
        super().__init__("com.canonical.dbusmenu")
        self.labels = ["a first line", "a second line", "a third line"]
        self.revision = 1
    def props(self, i):
        return {"label": Variant("s", self.labels[i - 1])} if i else {"children-display": Variant("s", "submenu")}
    @method()
    def GetLayout(self, parent: "i", depth: "i", names: "as") -> "u(ia{sv}av)":
        lines = range(1, len(self.labels) + 1) if parent == 0 else []
        lines = [Variant("(ia{sv}av)", [i, self.props(i), []]) for i in lines]
        return [self.revision, [parent, self.props(parent), lines]]
    @method()
    def GetGroupProperties(self, ids: "ai", names: "as") -> "a(ia{sv})":
        return [[i, self.props(i)] for i in ids or range(len(self.labels) + 1)]
    @method()
    def Event(self, id: "i", event: "s", data: "v", time: "u"): pass
    @method()
    def AboutToShow(self, id: "i") -> "b": return False
    @dbus_property(access=READ)
    def Version(self) -> "u": return 3
    @dbus_property(access=READ)
    def Status(self) -> "s": return "normal"
    @signal()
    def ItemsPropertiesUpdated(self, updated, removed) -> "a(ia{sv})a(ias)": return [updated, removed]
    @signal()
    def LayoutUpdated(self) -> "ui": return [self.revision, 0]

screen = display.Display()
root = screen.screen().root

def icon():
    raw = root.get_image(0, 0, 800, 600, X.ZPixmap, 0xFFFFFFFF).data
    at = [i // 4 for i in range(0, len(raw), 4) if raw[i:i + 3] == b"\xff\x00\xff"]
    return at and (at[len(at) // 2] % 800, at[len(at) // 2] // 800)

def is_open():
    windows = [w for w in root.query_tree().children if w.get_attributes().map_state == X.IsViewable]
    sizes = [w.get_geometry() for w in windows if w.get_attributes().override_redirect]
    return any(60 < size.width < 400 and 40 < size.height < 400 for size in sizes)

async def until(what, is_so):
    for _ in range(200):
        if is_so():
            return
        await asyncio.sleep(0.1)
    sys.exit(f"no {what} within 20 s")

async def open_menu():
    x, y = icon()
    for kind, detail in ((X.MotionNotify, 0), (X.ButtonPress, 3), (X.ButtonRelease, 3)):
        xtest.fake_input(screen, kind, detail, x=x, y=y)
        screen.sync()
        await asyncio.sleep(0.2)
    await until("open menu", is_open)
    await asyncio.sleep(1)

async def main():
    bus = await MessageBus().connect()
    menu = Menu()
    bus.export("/StatusNotifierItem", Item())
    bus.export("/Menu", menu)
    name = "org.kde.StatusNotifierItem-1-1"
    await bus.request_name(name)
    for _ in range(200):
        try:
            there = await bus.introspect("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher")
            break
        except Exception:
            await asyncio.sleep(0.1)
    watcher = bus.get_proxy_object("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", there)
    await watcher.get_interface("org.kde.StatusNotifierWatcher").call_register_status_notifier_item(name)
    await until("icon", icon)
    await asyncio.sleep(1)
    await open_menu()
    menu.labels[0] = "another first line"
    menu.ItemsPropertiesUpdated([[1, menu.props(1)]], [])
    await asyncio.sleep(2)
    print("after ItemsPropertiesUpdated the menu is", "open" if is_open() else "closed", flush=True)
    menu.labels.append("a fourth line")
    menu.revision += 1
    menu.LayoutUpdated()
    await asyncio.sleep(2)
    print("after LayoutUpdated the menu is", "open" if is_open() else "closed", flush=True)

asyncio.run(main())
PY
timeout 120 "$work/py/bin/python" "$work/item.py" | tee "$work/seen"
diff "$work/seen" - <<'EXPECTED'
after ItemsPropertiesUpdated the menu is open
after LayoutUpdated the menu is closed
EXPECTED
