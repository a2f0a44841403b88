#!/bin/bash
# Installs the .deb in a bare Debian as a person would, and looks at what comes of it: `packaging/test.sh PACKAGE.deb`.
# Needs root, for the root folder that debootstrap makes (kept in target/package-test for the next time), and a Debian
# mirror. Screen, session bus and notification server (dunst) are in that root, too. Says what it saw, step by step.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
deb=$(readlink -f "$1")
suite=${SUITE:-bookworm}
mirror=${MIRROR:-http://deb.debian.org/debian}
work=$here/target/package-test
root=$work/root
base=$work/$suite.tar
mkdir -p "$work"

[ "$(id -u)" = 0 ] || { echo "NOT RUN: the test of the package needs root."; exit 1; }

say() { printf '%s\n' "-- $*"; }
since() { awk "BEGIN { printf \"%.1f\", $2 - $1 }"; }
fail() { printf 'FAILED: %s\n' "$*"; exit 1; }
inside() { chroot "$root" "$@"; }
as_person() { chroot --userspec=person:person "$root" env -i HOME=/home/person USER=person LANG=C.UTF-8 \
  PATH=/usr/bin:/bin DISPLAY=:77 XDG_RUNTIME_DIR=/run/person DBUS_SESSION_BUS_ADDRESS=unix:path=/run/person/bus "$@"; }
# Waits for what a command says, for at most so many seconds.
wait_for() { local limit=$1; shift; for _ in $(seq $((limit * 10))); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; fail "not within $limit s: $*"; }

started=()
clean_up() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  sleep 0.5
  for pid in "${started[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  for mount in dev/pts dev/shm dev proc; do umount -l "$root/$mount" 2>/dev/null || true; done
}
trap clean_up EXIT

if [ ! -f "$base" ]; then
  say "a bare $suite is made"
  rm -rf "$root"
  debootstrap --variant=minbase "$suite" "$root" "$mirror" > "$work/debootstrap.log" 2>&1 || { tail -5 "$work/debootstrap.log"; fail debootstrap; }
  tar -C "$root" -cf "$base" .
fi
for mount in dev/pts dev/shm dev proc; do umount -l "$root/$mount" 2>/dev/null || true; done
rm -rf "$root"; mkdir -p "$root"; tar -C "$root" -xf "$base"
mount --bind /dev "$root/dev"; mount -t proc proc "$root/proc"
mkdir -p "$root/run/person" "$root/home/person"
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"; chmod +x "$root/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$root/etc/resolv.conf"
inside useradd -m person 2>/dev/null || true
inside chown -R person:person /home/person /run/person
mkdir -p "$root/tmp/.X11-unix"; chmod 1777 "$root/tmp" "$root/tmp/.X11-unix"
chmod 700 "$root/run/person"
find "$root/usr" "$root/etc" "$root/opt" "$root/var/lib" -xdev \( -type f -o -type l \) | sort > "$work/before"
export DEBIAN_FRONTEND=noninteractive
inside apt-get update -qq

# The former version: there is no release before this one yet, so it is this one under a lower number.
former=$work/former; rm -rf "$former"; dpkg-deb -R "$deb" "$former"
sed -i 's/^Version: .*/Version: 0.0.9-1/' "$former/DEBIAN/control"
dpkg-deb --root-owner-group -b "$former" "$work/former.deb" > /dev/null
cp "$work/former.deb" "$root/former.deb"; cp "$deb" "$root/missedhook.deb"

say "the dependencies that the package names, and nothing else: $(dpkg-deb -f "$deb" Depends)"
begun=$(date +%s.%N)
inside apt-get install -y -qq --no-install-recommends /former.deb > "$work/apt.log" 2>&1 || { tail -5 "$work/apt.log"; fail "apt install"; }
installed=$(date +%s.%N)
inside missedhook --version
as_person missedhook doctor --json > "$work/doctor-before.json" || true
! inside sh -c 'ldd /usr/bin/missedhook | grep "not found"' || fail "a library is missing"

say "screen, bus and notification server"
inside apt-get install -y -qq --no-install-recommends xvfb dbus dunst x11-apps desktop-file-utils xdg-utils > "$work/apt.log" 2>&1 || { tail -5 "$work/apt.log"; fail "apt install xvfb"; }
as_person Xvfb :77 -screen 0 1280x800x24 -nolisten tcp > "$work/xvfb.log" 2>&1 & started+=($!)
as_person dbus-daemon --session --nofork --address=unix:path=/run/person/bus > "$work/bus.log" 2>&1 & started+=($!)
wait_for 10 test -S "$root/run/person/bus"
wait_for 20 test -S "$root/tmp/.X11-unix/X77"
as_person dunst > "$work/dunst.log" 2>&1 & started+=($!)
as_person dbus-monitor "interface='org.freedesktop.Notifications',member='Notify'" > "$work/notified" 2>&1 & started+=($!)
sleep 1

say "the entry in the menu starts it"
exec_line=$(sed -n 's/^Exec=\([^ ]*\).*/\1/p' "$root/usr/share/applications/missedhook.desktop")
inside desktop-file-validate /usr/share/applications/missedhook.desktop
launched=$(date +%s.%N)
as_person "$exec_line" > "$work/app.log" 2>&1 & app=$!; started+=($app)
wait_for 30 as_person missedhook send-test
notified=$(date +%s.%N)
wait_for 20 grep -q -i "test report" "$work/notified"
say "seconds: install $(since "$begun" "$installed"), start to the first notification $(since "$launched" "$notified")"
as_person missedhook list | grep -q test || fail "no test report in the list"
sleep 3
as_person xwd -root -silent > "$work/screen.xwd"
python3 "$here/packaging/screen.py" "$work/screen.xwd" "$work/screen.png" || fail "the window is blank; see $work/screen.png"

say "an upgrade while it runs keeps history and settings"
as_person missedhook local-only > /dev/null
cp "$root/home/person/.local/share/missedhook/settings.toml" "$work/settings.toml"
inside apt-get install -y -qq --no-install-recommends /missedhook.deb > "$work/apt.log" 2>&1 || { tail -5 "$work/apt.log"; fail upgrade; }
kill -0 "$app" || fail "the upgrade ended the running program"
kill "$app"; wait "$app" || true
as_person missedhook > "$work/app.log" 2>&1 & app=$!; started+=($app)
wait_for 30 as_person missedhook send-test
[ "$(as_person missedhook list --json | grep -o '"source":"test"' | wc -l)" -ge 2 ] || fail "the history is not whole"
cmp "$root/home/person/.local/share/missedhook/settings.toml" "$work/settings.toml" || fail "the settings changed"
kill "$app"; wait "$app" || true

say "removed, and purged: nothing is left but the person's data"
inside apt-get purge -y -qq missedhook > "$work/apt.log" 2>&1
left=$(find "$root/usr" "$root/etc" "$root/opt" "$root/var/lib" -xdev -iname '*missedhook*' | grep -v "/var/lib/\(dpkg\|apt\)" || true)
[ -z "$left" ] || fail "left over: $left"
[ -f "$root/home/person/.local/share/missedhook/missedhook.db" ] || fail "the person's history is gone"
say "all is well"
