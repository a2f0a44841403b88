#!/bin/sh
# Compresses a .deb again, in its place: PACKAGE.deb. The two programs have much in common, but lie further apart than the
# 8 MiB that cargo-deb's xz looks back; this one looks back 64 MiB, and knows the jumps of x86 code. dpkg reads both.
set -eu
package=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ar x "$package"
case $(uname -m) in x86_64) jumps=--x86 ;; *) jumps= ;; esac
# One thread: more would cut the data into blocks that don't see each other.
xz -dc data.tar.xz | xz --threads=1 $jumps --lzma2=preset=9e,dict=64MiB > smaller
mv smaller data.tar.xz
rm "$package"
ar rcD "$package" debian-binary control.tar.xz data.tar.xz
