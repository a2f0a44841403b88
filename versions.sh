#!/usr/bin/env bash
# Checks that Rust and Node are new enough, before anything is built, and says how to get them where they are not.
set -eu
cd "$(dirname "$0")"
rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
node=$(sed -n 's/.*"node": ">=\([0-9.]*\)".*/\1/p' ui/package.json)
missing=0
# Whether the version $1 is at least $2.
is_at_least() { [ "$(printf '%s\n' "$2" "$1" | sort -V | head -1)" = "$2" ]; }
# check NAME NEEDED FOUND HOW
check() {
  if [ -z "$3" ]; then echo "$1 $2 or newer is needed, and there is none. $4" >&2; missing=1
  elif ! is_at_least "$3" "$2"; then echo "$1 $2 or newer is needed, and this is $3. $4" >&2; missing=1
  fi
}
if command -v rustup >/dev/null; then how="Get it with \`rustup update stable\`."
else how="Get it from https://rustup.rs; a distribution's is often older."
fi
check Rust "$rust" "$(rustc --version 2>/dev/null | cut -d' ' -f2 | cut -d- -f1)" "$how"
[ "${1:-}" = rust ] ||
  check Node "$node" "$(node --version 2>/dev/null | tr -d v)" "Get it from https://nodejs.org or with nvm: \`nvm install ${node%%.*}\`."
exit $missing
