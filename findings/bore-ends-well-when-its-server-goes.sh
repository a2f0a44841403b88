#!/usr/bin/env bash
# bore 0.6.0 (crates.io, bore-cli 0.6.0): when the server ends, `bore local` ends with exit code 0 and says nothing of it.
#
# Where it matters: a supervisor that restarts a tunnel "on failure" (systemd's Restart=on-failure, a shell's `||`) leaves
# it down after the server's restart, and a log of the client does not tell why. Whether the tunnel stands has to be
# looked at from outside.
#
# Needs cargo. Builds the program in a temporary folder (a minute or two); everything stays on the loopback.
set -euo pipefail
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cargo install -q --locked --root "$work" --target-dir "$work/target" bore-cli@0.6.0

# A control port of bore is fixed at 7835: an address of the loopback range of its own keeps others out of the way.
at=127.83.7.35
"$work/bin/bore" server --bind-addr "$at" --min-port 20000 --max-port 29999 >"$work/server" 2>&1 &
server=$!
pids+=("$server")
for _ in $(seq 100); do grep -q listening "$work/server" && break; sleep 0.1; done
"$work/bin/bore" local 9 --to "$at" >"$work/client" 2>&1 &
client=$!
pids+=("$client")
for _ in $(seq 100); do grep -q 'listening at' "$work/client" && break; sleep 0.1; done
before=$(wc -l < "$work/client")
kill "$server"
code=0
timeout 30 tail --pid="$client" -f /dev/null || { echo "the client goes on"; exit 1; }
wait "$client" || code=$?
{
  "$work/bin/bore" --version
  echo "exit code of the client after its server ended: $code"
  echo "lines it printed after that: $(($(wc -l < "$work/client") - before))"
} | tee "$work/seen"
diff "$work/seen" - <<'EXPECTED'
bore-cli 0.6.0
exit code of the client after its server ended: 0
lines it printed after that: 0
EXPECTED
