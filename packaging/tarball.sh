#!/bin/sh
# Packs the program without a window, with its manuals, completions and the service's unit: PROGRAM FOLDER NAME.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=$1 folder=$2 name=$3
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
mkdir "$staging/$name"
cp "$program" "$here/missedhook.service" "$here/../LICENSE" "$folder/licenses.html.gz" "$staging/$name/"
cp -r "$folder/man" "$folder/completions" "$staging/$name/"
chmod -R u=rwX,go=rX "$staging/$name"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu -C "$staging" -cf - "$name" | gzip -9n > "$folder/$name.tar.gz"
