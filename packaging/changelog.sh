#!/bin/sh
# Prints the package's changelog in Debian's form. What has changed stands in the project's own CHANGELOG.md.
set -eu
printf 'missedhook (%s-1) unstable; urgency=medium\n\n' "$1"
printf '  * Release %s. The project'\''s CHANGELOG.md says what is new.\n\n' "$1"
printf ' -- The Missedhook developers <maintainers@missedhook.example>  %s\n' "$(date -u -R -d "@$SOURCE_DATE_EPOCH")"
