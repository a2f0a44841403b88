#!/usr/bin/env bash
# OpenSSH 9.2p1 (Debian 12, openssh-server 1:9.2p1-2+deb12u10): where another program has a port on 127.0.0.1, `ssh -R PORT`
# opens it on ::1 alone and is confirmed: ExitOnForwardFailure=yes does not end ssh, which says "remote forward success".
# Whoever connects to 127.0.0.1:PORT on that host meets the other program. Only where both are taken is it refused.
#
# Where it matters: a tunnel to a host behind whose port a proxy of that host stands (`proxy_pass http://127.0.0.1:PORT`).
# ssh's word and its exit code say that the tunnel stands; what comes in ends at somebody else's program, unread.
#
# Needs Debian or Ubuntu's apt-get, Python 3 and ::1. Downloads the packages named here into a temporary folder, installs
# nothing; everything stays on the loopback. As root it gives the server, in a mount namespace, the account and the folder
# that the package would make.
set -euo pipefail
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT

mkdir -p "$work/debs/partial" "$work/root"
version=1:9.2p1-2+deb12u10
apt-get -qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Dir::Cache::archives="$work/debs" install --reinstall --download-only -y \
  --no-install-recommends "openssh-server=$version" "openssh-client=$version" >/dev/null
for deb in "$work"/debs/openssh-*.deb; do dpkg-deb -x "$deb" "$work/root"; done
bin="$work/root/usr/bin"
cd "$work"
for key in host user; do "$bin/ssh-keygen" -q -t ed25519 -N "" -f "$key"; done
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free)
taken=$(free)
cat > sshd_config <<CONF
ListenAddress 127.0.0.1:$port
HostKey $work/host
AuthorizedKeysFile $work/user.pub
PidFile none
StrictModes no
UsePAM no
AllowTcpForwarding remote
CONF
server=("$work/root/usr/sbin/sshd" -D -e -f "$work/sshd_config")
if [ "$(id -u)" = 0 ]; then
  { grep -v '^sshd:' /etc/passwd; echo 'sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin'; } > passwd
  # shellcheck disable=SC2016
  server=(unshare -m sh -c 'mount --bind passwd /etc/passwd && mount -t tmpfs none /run && mkdir /run/sshd && exec "$@"' sh "${server[@]}")
fi
"${server[@]}" 2>sshd.log &
pids+=($!)
for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done

forward() { # addresses on which another program has the port
  python3 - "$taken" "$@" <<'PY' &
import socket, sys, time
held = []
for address in sys.argv[2:]:
    held.append(socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET))
    held[-1].bind((address, int(sys.argv[1])))
    held[-1].listen()
open("held", "w")
time.sleep(60)
PY
  local other=$!
  pids+=("$other")
  for _ in $(seq 100); do [ -e held ] && break; sleep 0.1; done
  rm -f held
  local status=0
  timeout 8 "$bin/ssh" -F none -v -N -T -i user -p "$port" -o BatchMode=yes -o ExitOnForwardFailure=yes \
    -o StrictHostKeyChecking=no -o UserKnownHostsFile="$work/known" -R "$taken:127.0.0.1:9" 127.0.0.1 2>ssh.log || status=$?
  grep -oE 'remote (forward success|port forwarding failed)' ssh.log | head -1
  if [ "$status" = 124 ]; then echo "  and ssh goes on"; else echo "  and ssh ends with $status"; fi
  kill "$other"
  wait "$other" 2>/dev/null || true
}
{
  echo "taken on 127.0.0.1: $(forward 127.0.0.1)"
  echo "taken on both: $(forward 127.0.0.1 ::1)"
} | tee seen
diff seen - <<'EXPECTED'
taken on 127.0.0.1: remote forward success
  and ssh goes on
taken on both: remote port forwarding failed
  and ssh ends with 255
EXPECTED
