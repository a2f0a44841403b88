#!/usr/bin/env bash
# dunst 1.9.0 and xfce4-notifyd 0.7.3 (Debian 12: dunst 1.9.0-0.1, xfce4-notifyd 0.7.3-1) take any `replaces_id` that is
# asked for, also one that they never gave out, and answer with that very id. The Desktop Notifications Specification
# (1.2) says that the answer is the same as a `replaces_id` that is not 0, and nothing of ids that nobody was given.
#
# Where it matters: the ids of both begin anew when the server is restarted. A program that remembers ids longer than that
# and updates "its" notification overwrites another program's. Ids must be forgotten with the server's unique name
# (`NameOwnerChanged`).
#
# Needs Debian or Ubuntu's apt-get, dbus-daemon, Xvfb and Python 3 with venv. Downloads the packages named here into a
# temporary folder, installs nothing.
set -euo pipefail
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT

mkdir -p "$work/debs/partial" "$work/root" "$work/run"
chmod 700 "$work/run"
apt-get -qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Dir::Cache::archives="$work/debs" install --reinstall \
  --download-only -y --no-install-recommends dunst=1.9.0-0.1 xfce4-notifyd=0.7.3-1 >/dev/null
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
python3 -m venv "$work/py"
"$work/py/bin/pip" install -q --disable-pip-version-check jeepney==0.9.0
lib="$work/root/usr/lib/$(uname -m)-linux-gnu"
export LD_LIBRARY_PATH="$lib" XDG_RUNTIME_DIR="$work/run" HOME="$work"

exec {displayfd}> "$work/display"
Xvfb -displayfd "$displayfd" -screen 0 800x600x24 -nolisten tcp >/dev/null 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
export DISPLAY=":$(tr -d '\n' < "$work/display")"

cat > "$work/ask.py" <<'PY'
import time
from jeepney import DBusAddress, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
server = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)
bus = open_dbus_connection("SESSION")

def ask(member, signature=None, body=()):
    return bus.send_and_get_reply(new_method_call(server, member, signature, body), timeout=20).body

for _ in range(200):
    if bus.send_and_get_reply(message_bus.NameHasOwner(NAME)).body[0]:
        break
    time.sleep(0.1)
name, _, version, _ = ask("GetServerInformation")
got = ask("Notify", "susssasa{sv}i", ("finding", 77, "", "title", "body", [], {}, 5000))[0]
print(f"{name} {version.split()[0]}: asked to replace 77, which it never gave out, it answers", got)
PY

number=0
try() {
  number=$((number + 1))
  dbus-daemon --session --address="unix:path=$work/bus$number" --nofork --nopidfile >/dev/null 2>&1 &
  pids+=($!)
  for _ in $(seq 100); do [ -S "$work/bus$number" ] && break; sleep 0.1; done
  DBUS_SESSION_BUS_ADDRESS="unix:path=$work/bus$number" "$@" >"$work/log$number" 2>&1 &
  pids+=($!)
  DBUS_SESSION_BUS_ADDRESS="unix:path=$work/bus$number" "$work/py/bin/python" "$work/ask.py" >>"$work/seen"
}
try "$work/root/usr/bin/dunst"
try "$lib/xfce4/notifyd/xfce4-notifyd"
cat "$work/seen"
diff "$work/seen" - <<'EXPECTED'
dunst 1.9.0: asked to replace 77, which it never gave out, it answers 77
Xfce Notify Daemon 0.7.3: asked to replace 77, which it never gave out, it answers 77
EXPECTED
