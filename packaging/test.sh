#!/bin/bash
# Installs the .deb in a bare system as a person would, and checks what comes of it: `packaging/test.sh PACKAGE.deb`. The
# system is Debian 12 unless SUITE names another of Debian or Ubuntu. Needs root, debootstrap and a mirror. The bare system
# is kept in target/package-test for the next time. Screen, session bus and notification server (dunst) are in that system
# too, and so is what clicks in the window. Says what it saw, step by step. What it mounts and starts is in namespaces of
# its own and ends with it.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "NOT RUN: the test of the package needs root."; exit 1; }
[ "${APART:-}" ] || APART=1 exec unshare --mount --propagation private --pid --fork --kill-child --mount-proc "$0" "$@"

here=$(cd "$(dirname "$0")/.." && pwd)
deb=$(readlink -f "$1")
suite=${SUITE:-bookworm}
case $suite in
  # The script is the one for all of Ubuntu: Debian's debootstrap does not know its newer names.
  jammy | noble | resolute) mirror=${MIRROR:-http://archive.ubuntu.com/ubuntu}; components=main,universe; script=gutsy ;;
  *) mirror=${MIRROR:-http://deb.debian.org/debian}; components=main; script=$suite ;;
esac
work=$here/target/package-test
root=$work/root
base=$work/$suite.tar
data=$root/home/person/.local/share/missedhook
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
mkdir -p "$work"

say() { printf '%s\n' "-- $*"; }
fail() { printf 'FAILED: %s\n' "$*"; tail -n 5 "$work"/{apt,app,xvfb,bus}.log 2>/dev/null || true; exit 1; }
now() { date +%s.%N; }
since() { awk "BEGIN { printf \"%.1f s\", $(now) - $1 }"; }
# Waits until a command succeeds, for at most so many seconds.
wait_for() {
  local end=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do [ $SECONDS -lt "$end" ] || fail "not in time: $*"; sleep 0.1; done
}
ended() { ! kill -0 "$1" 2>/dev/null; }
inside() { chroot "$root" "$@"; }
apt() { inside apt-get -y -qq --no-install-recommends "$@" > "$work/apt.log" 2>&1 || fail "apt-get $*"; }

# A network with nothing but loopback, so that the usual port and the screen's number are free.
unshare --net sleep infinity & apart=$!
# Not before it is apart: this system's loopback is up already.
is_apart() { [ "$(readlink "/proc/$apart/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }
wait_for 5 is_apart
wait_for 5 nsenter --net="/proc/$apart/ns/net" ip link set lo up
exec_as_person() {
  exec nsenter --net="/proc/$apart/ns/net" chroot --userspec=person:person "$root" env -i HOME=/home/person USER=person \
    LANG=C.UTF-8 PATH=/usr/bin:/bin DISPLAY=:77 XDG_RUNTIME_DIR=/run/person \
    DBUS_SESSION_BUS_ADDRESS=unix:path=/run/person/bus "$@"
}
as_person() { (exec_as_person "$@"); }
# Starts it in the background; its process id is in $started.
start() { local log=$1; shift; (exec_as_person "$@") > "$work/$log.log" 2>&1 & started=$!; }
files() { (cd "$root" && find usr etc opt var/lib -xdev \( -type f -o -type l \) ! -path 'var/lib/dpkg/*' ! -path 'var/lib/apt/*' | sort); }

bare_system() {
  if [ ! -f "$base" ]; then
    say "a bare $suite is made, once"
    rm -rf "$root"
    debootstrap --variant=minbase --components="$components" "$suite" "$root" "$mirror" \
      "/usr/share/debootstrap/scripts/$script" > "$work/debootstrap.log" 2>&1 || { tail -5 "$work/debootstrap.log"; fail debootstrap; }
    tar -C "$root" -cf "$base.part" . && mv "$base.part" "$base"
  fi
  rm -rf "$root"; mkdir -p "$root"; tar -C "$root" -xf "$base"
  mount --bind /dev "$root/dev"
  mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
  mount -t proc proc "$root/proc"
  # What apt has downloaded is kept for the next time.
  mkdir -p "$work/archives"; mount --bind "$work/archives" "$root/var/cache/apt/archives"
  # apt starts no service.
  printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"; chmod +x "$root/usr/sbin/policy-rc.d"
  # What came out after the release, as on a system that is kept up to date.
  [ "$components" = main ] || echo "deb $mirror $suite-updates main universe" >> "$root/etc/apt/sources.list"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  inside useradd --create-home person
  mkdir -p "$root/tmp/.X11-unix"; chmod 1777 "$root/tmp" "$root/tmp/.X11-unix"
  install -d -m 700 "$root/run/person"; inside chown person:person /run/person
  apt update
}

# FORMER names the former version's package. There is no release before this one: unless told, it is this one under a
# lower number.
former_version() {
  cp "$deb" "$root/missedhook.deb"
  if [ "${FORMER:-}" ]; then cp "$FORMER" "$root/former.deb"; return; fi
  local unpacked=$work/former
  rm -rf "$unpacked"; dpkg-deb -R "$deb" "$unpacked"
  sed -i 's/^Version: .*/Version: 0.0.9-1/' "$unpacked/DEBIAN/control"
  dpkg-deb --root-owner-group -Zgzip -z1 -b "$unpacked" "$root/former.deb" > /dev/null
  rm -rf "$unpacked"
}

start_screen() {
  apt install xvfb dbus dunst at-spi2-core gir1.2-atspi-2.0 python3-gi xdotool
  start xvfb Xvfb :77 -screen 0 1280x800x24 -nolisten tcp -fbdir /run/person
  wait_for 30 test -S "$root/tmp/.X11-unix/X77"
  start bus dbus-daemon --session --nofork --address=unix:path=/run/person/bus
  wait_for 30 test -S "$root/run/person/bus"
  # The first call on the bus starts dunst, as on a desktop.
  start notified dbus-monitor "interface='org.freedesktop.Notifications',member='Notify'"
  wait_for 30 as_person dbus-send --session --print-reply --dest=org.freedesktop.Notifications \
    /org/freedesktop/Notifications org.freedesktop.Notifications.GetServerInformation
}

start_app() { start app /usr/bin/missedhook; app=$started; wait_for 60 as_person missedhook url; }
end_app() { kill "$app"; wait_for 30 ended "$app"; }
tests_in_history() { as_person missedhook list --json | grep -o '"source": *"test"' | wc -l; }
notifications() { grep -c 'member=Notify' "$work/notified.log" || true; }
notified_more_than() { [ "$(notifications)" -gt "$1" ]; }
# Drawn, and the same as at the look before.
screen_is_drawn() {
  cp "$work/screen.png" "$work/screen-before.png" 2>/dev/null || true
  look_at_screen && cmp "$work/screen.png" "$work/screen-before.png"
}
clicks=0
click() {
  clicks=$((clicks + 1))
  as_person /usr/bin/python3 /opt/click.py "$1" > "$work/click.txt" 2>&1 || { cat "$work/click.txt"; fail "no click on \"$1\""; }
}
look_at_screen() { "$here/packaging/screen.py" "$root/run/person/Xvfb_screen0" "$work/screen.png" > "$work/screen.txt"; }

bare_system
former_version
files > "$work/before"
say "installed with the dependencies that it names alone: $(dpkg-deb -f "$deb" Depends)"
begin=$(now)
apt install /former.deb
took=$(since "$begin")
version=$(inside missedhook --version | cut -d' ' -f2)
! inside ldd /usr/bin/missedhook /usr/lib/missedhook/missedhook-app | grep "not found" || fail "a library is missing"
! inside ldd /usr/bin/missedhook | grep -E "gtk|webkit" || fail "the command line loads GTK or WebKit"
stray=$(inside dpkg -L missedhook | grep -Ev '^/\.$|^/usr(/(bin|lib|share)(/.*)?)?$' || true)
[ -z "$stray" ] || fail "outside of /usr: $stray"
say "installing took $took, $(du -h "$deb" | cut -f1) packed"

say "started from its entry in the menu, on a screen, a bus and dunst"
start_screen
install -m 644 "$here/packaging/click.py" "$root/opt/click.py"
grep -q '^Exec=missedhook ' "$root/usr/share/applications/missedhook.desktop" || fail "the entry starts something else"
begin=$(now)
start_app
rm -f "$work/screen.png"; wait_for 60 screen_is_drawn
say "the window, after $(since "$begin"): $(cat "$work/screen.txt")"
click "Send test report"
wait_for 30 grep -q "Test received" "$work/notified.log"
say "from the start to the first notification: $(since "$begin"), $clicks of 3 clicks"
[ "$clicks" -le 3 ] || fail "$clicks clicks"
[ "$(tests_in_history)" -ge 1 ] || fail "no test report in the history"
as_person missedhook local-only > /dev/null
as_person missedhook doctor > "$work/doctor.txt" || true
for proof in Receiver Notifications; do grep -i "$proof" "$work/doctor.txt" | head -1 || fail "doctor says nothing of $proof"; done

say "what it installed is valid: menu entry, AppStream data, unit"
apt install desktop-file-utils appstream systemd
inside desktop-file-validate /usr/share/applications/missedhook.desktop
# There is no home page yet, which newer versions warn of, and older ones know no such option for.
case $suite in bookworm | jammy) accepted=() ;; *) accepted=(--override=url-homepage-missing=info) ;; esac
inside appstreamcli validate --no-net "${accepted[@]}" /usr/share/metainfo/app.missedhook.Missedhook.metainfo.xml
as_person systemd-analyze --user --man=no verify /usr/lib/systemd/user/missedhook.service

say "upgraded while it runs, with a history"
# A history of an older schema as well, as a former version would leave it.
inside install -d -o person -g person -m 700 /home/person/old
oldest=$(ls "$here"/tests/fixtures/databases/schema-*.db | sort -V | head -1)
install -m 600 "$oldest" "$root/home/person/old/missedhook.db"
cp "$data/settings.toml" "$work/settings.toml"; install -m 600 "$data/settings.toml" "$root/home/person/old/settings.toml"
inside chown -R person:person /home/person/old
begun=$(tests_in_history)
apt install /missedhook.deb
ended "$app" && fail "the upgrade ended the running program"
wait_for 60 grep -q "Missedhook was updated to $version" "$work/notified.log"
as_person missedhook send-test > /dev/null || fail "the running program receives no longer"
as_person missedhook resolve 1 > /dev/null || fail "the running program obeys no longer"
end_app
told=$(notifications)
start_app
wait_for 60 as_person missedhook send-test  # It opens an incident of its own, as the former one is resolved.
wait_for 30 notified_more_than "$told"
[ "$(tests_in_history)" -ge $((begun + 2)) ] || fail "the history is not whole"
cmp "$data/settings.toml" "$work/settings.toml" || fail "the settings changed"
end_app
start old /usr/bin/missedhook serve --data-dir /home/person/old --listen 127.0.0.1:0; old=$started
wait_for 30 as_person missedhook send-test --data-dir /home/person/old
kill "$old"; wait_for 30 ended "$old"
as_person missedhook list --data-dir /home/person/old --json | grep -q '"source": *"retm"' || fail "the history of the oldest schema is not read"

say "removed and purged: nothing is left but the person's data"
apt remove missedhook
[ ! -e "$root/usr/bin/missedhook" ] && [ ! -e "$root/usr/lib/missedhook" ] || fail "the program is still there"
inside dpkg --purge missedhook > "$work/apt.log" 2>&1 || fail "dpkg --purge"
left=$(comm -13 "$work/before" <(files) | grep -i missedhook || true)
[ -z "$left" ] || fail "left over: $left"
[ -f "$data/missedhook.db" ] && cmp "$data/settings.toml" "$work/settings.toml" || fail "the person's data are gone"
say "all is well"
