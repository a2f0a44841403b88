#!/usr/bin/env bash
# Installs the system packages that are named and missing, and says which. On Debian and Ubuntu only; elsewhere
# it names what has to be there.
set -eu
command -v dpkg-query >/dev/null || { echo "Not Debian or Ubuntu: see that you have the like of: $*"; exit 0; }
missing=()
for package in "$@"; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
echo "Installing system packages: ${missing[*]}"
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
