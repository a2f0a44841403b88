#!/usr/bin/env bash
# lxqt-notificationd 1.2.0 (Debian 12, lxqt-notificationd 1.2.0-1): a notification with the hint `image-path` is shown
# without any icon, also where `app_icon` names one that is shown without the hint. The Desktop Notifications
# Specification 1.2 ("Icons and Images") has `image-path` as a string, before `app_icon`. The server reads it as the raw
# image of `image-data`, says "QDBusArgument: read from a write-only object", and gives up the icon.
#
# Where it matters: a program that sends both, as the specification says, has its icon on every other server.
#
# Needs Debian or Ubuntu's apt-get, dbus-daemon, Xvfb, gdbus (libglib2.0-bin) and Python 3 with venv. Downloads the
# packages named here into a temporary folder, installs nothing.
set -euo pipefail
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT

mkdir -p "$work/debs/partial" "$work/root" "$work/run"
chmod 700 "$work/run"
apt-get -qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Dir::Cache::archives="$work/debs" install --reinstall --download-only -y \
  --no-install-recommends lxqt-notificationd=1.2.0-1 >/dev/null
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
python3 -m venv "$work/py"
"$work/py/bin/pip" install -q --disable-pip-version-check pillow==11.0.0 python-xlib==0.33
libraries="$work/root/usr/lib/$(uname -m)-linux-gnu"
export LD_LIBRARY_PATH="$libraries" XDG_RUNTIME_DIR="$work/run" HOME="$work" QT_PLUGIN_PATH="$libraries/qt5/plugins:/usr/lib/$(uname -m)-linux-gnu/qt5/plugins"
export XDG_DATA_DIRS="$work/root/usr/share:/usr/share"

exec {displayfd}> "$work/display"
Xvfb -displayfd "$displayfd" -screen 0 800x600x24 -nolisten tcp >/dev/null 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
export DISPLAY=":$(tr -d '\n' < "$work/display")"
export DBUS_SESSION_BUS_ADDRESS="unix:path=$work/bus"
dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --nofork --nopidfile >/dev/null 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ -S "$work/bus" ] && break; sleep 0.1; done
"$work/root/usr/bin/lxqt-notificationd" >"$work/server.log" 2>&1 &
pids+=($!)

cat > "$work/look.py" <<'PY'
"""Counts the pixels of pure magenta, the colour of the icon, that are to be seen."""
import sys
from Xlib import X, display
screen = display.Display().screen()
raw = screen.root.get_image(0, 0, 800, 600, X.ZPixmap, 0xFFFFFFFF).data
print(sum(raw[i:i + 3] == b"\xff\x00\xff" for i in range(0, len(raw), 4)))
PY
"$work/py/bin/python" -c "from PIL import Image; Image.new('RGB', (64, 64), (255, 0, 255)).save('$work/icon.png')"

notify() {
  gdbus call --session --dest org.freedesktop.Notifications --object-path /org/freedesktop/Notifications \
    --method "org.freedesktop.Notifications.$1" "${@:2}"
}
gdbus wait --session --timeout 20 org.freedesktop.Notifications
echo "server: $(notify GetServerInformation)"
seen() {
  id=$(notify Notify finding 0 "file://$work/icon.png" title body '[]' "$1" 0 | grep -oE '[0-9]+' | tail -1)
  sleep 2
  "$work/py/bin/python" "$work/look.py"
  notify CloseNotification "$id" >/dev/null
  sleep 1
}
without=$(seen '{}')
with=$(seen "{\"image-path\": <\"file://$work/icon.png\">}")
echo "pixels of the icon: $without with app_icon alone, $with with image-path beside it"
grep -m 1 QDBusArgument "$work/server.log" || true
[ "$without" -gt 100 ] && [ "$with" -eq 0 ] || { echo "CHANGED: the icon is shown in both, or in none"; exit 1; }
