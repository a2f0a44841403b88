#!/bin/sh
# Prints the licences of what the window is made of, as a part of the page that cargo-about writes.
set -eu
cd "$(dirname "$0")/../ui/node_modules"
escape() { sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g' "$1"; }
echo "<h1>Of the window</h1>"
for package in svelte uplot @tauri-apps/api @fontsource-variable/ibm-plex-sans @fontsource/ibm-plex-mono @fontsource/ibm-plex-sans-arabic; do
  version=$(sed -n 's/^ *"version": "\(.*\)".*/\1/p' "$package/package.json" | head -1)
  echo "<h2>$package $version</h2>"
  for file in "$package"/LICENSE*; do
    [ -f "$file" ] || { echo "no licence in $package" >&2; exit 1; }
    echo "<pre>"; escape "$file"; echo "</pre>"
  done
done
