#!/usr/bin/env bash
# dunst 1.9.0 (Debian 12, dunst 1.9.0-0.1): `ActionInvoked` goes to the connection that called `Notify`, and to nobody
# else. The Desktop Notifications Specification 1.2 speaks of a signal and names no receiver; most servers broadcast it.
#
# Where it matters: a program that notifies on one D-Bus connection and listens for clicks on another (or notifies
# through a library that opens a connection for each call) never hears of a click on dunst, and works everywhere else.
#
# Needs Debian or Ubuntu's apt-get, dbus-daemon, Xvfb and Python 3 with venv. Downloads the packages named here into a
# temporary folder, installs nothing.
set -euo pipefail
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT

mkdir -p "$work/debs/partial" "$work/root" "$work/run"
chmod 700 "$work/run"
apt-get -qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Dir::Cache::archives="$work/debs" install --reinstall --download-only -y \
  --no-install-recommends dunst=1.9.0-0.1 >/dev/null
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
python3 -m venv "$work/py"
"$work/py/bin/pip" install -q --disable-pip-version-check jeepney==0.9.0
export LD_LIBRARY_PATH="$work/root/usr/lib/$(uname -m)-linux-gnu" XDG_RUNTIME_DIR="$work/run" HOME="$work"

exec {displayfd}> "$work/display"
Xvfb -displayfd "$displayfd" -screen 0 800x600x24 -nolisten tcp >/dev/null 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
export DISPLAY=":$(tr -d '\n' < "$work/display")"
address="unix:path=$work/bus"
dbus-daemon --session --address="$address" --nofork --nopidfile >/dev/null 2>&1 &
pids+=($!)
export DBUS_SESSION_BUS_ADDRESS="$address"
for _ in $(seq 100); do [ -S "$work/bus" ] && break; sleep 0.1; done
"$work/root/usr/bin/dunst" >"$work/dunst.log" 2>&1 &
pids+=($!)

cat > "$work/ask.py" <<'PY'
import subprocess, sys, time
from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
server = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)
caller, listener = open_dbus_connection("SESSION"), open_dbus_connection("SESSION")

def ask(member, signature=None, body=()):
    return caller.send_and_get_reply(new_method_call(server, member, signature, body), timeout=10).body

for _ in range(100):
    if caller.send_and_get_reply(message_bus.NameHasOwner(NAME)).body[0]:
        break
    time.sleep(0.1)
print("server:", *ask("GetServerInformation"))

rule = MatchRule(type="signal", interface=NAME, member="ActionInvoked")
for connection in (caller, listener):
    connection.send_and_get_reply(message_bus.AddMatch(rule))
ask("Notify", "susssasa{sv}i", ("finding", 0, "", "title", "body", ["default", "Open"], {}, 0))
time.sleep(0.5)
subprocess.run([sys.argv[1], "action"], check=True, timeout=10)

def heard(connection):
    end = time.monotonic() + 3
    while time.monotonic() < end:
        try:
            message = connection.receive(timeout=end - time.monotonic())
        except TimeoutError:
            break
        fields = {field.name: value for field, value in message.header.fields.items()}
        if fields.get("member") == "ActionInvoked":
            return "destination" in fields and "addressed to it alone" or "broadcast"
    return "nothing"

print("the connection that called Notify heard:", heard(caller))
print("another connection with a match rule heard:", heard(listener))
PY
"$work/py/bin/python" "$work/ask.py" "$work/root/usr/bin/dunstctl" | tee "$work/seen"
diff "$work/seen" - <<'EXPECTED'
server: dunst knopwob 1.9.0 (2022-06-27) 1.2
the connection that called Notify heard: addressed to it alone
another connection with a match rule heard: nothing
EXPECTED
