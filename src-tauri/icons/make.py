#!/usr/bin/env python3
"""Makes the program's icons from icon.svg (and icon-small.svg, the same drawn for 16 and 24 pixels).

Run it after either was changed; what it makes is kept in the repository, so a build needs neither Python nor
rsvg-convert (Debian's librsvg2-bin). It writes only into its own folder.
"""
import pathlib
import struct
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


def png(size):
    """32-bit RGBA, which Tauri insists on."""
    source = HERE / ("icon-small.svg" if size <= 24 else "icon.svg")
    return subprocess.run(
        ["rsvg-convert", "-w", str(size), "-h", str(size), source], check=True, capture_output=True
    ).stdout


def ico(sizes):
    """Windows: a directory of 16 bytes an entry, then the PNGs; a side of 256 is written as 0."""
    images = [png(size) for size in sizes]
    offset = 6 + 16 * len(images)
    directory = struct.pack("<HHH", 0, 1, len(images))
    for size, image in zip(sizes, images):
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(image), offset)
        offset += len(image)
    return directory + b"".join(images)


def icns(types):
    """macOS: a type and a length before each PNG, and before the whole."""
    entries = b"".join(
        kind + struct.pack(">I", 8 + len(image)) + image for kind, image in ((k, png(s)) for k, s in types)
    )
    return b"icns" + struct.pack(">I", 8 + len(entries)) + entries


FILES = {
    "16x16.png": png(16),
    "24x24.png": png(24),
    "32x32.png": png(32),
    "48x48.png": png(48),
    "64x64.png": png(64),  # on notifications
    "128x128.png": png(128),
    "128x128@2x.png": png(256),
    "icon.png": png(512),
    "icon.ico": ico([32, 16, 24, 48, 64, 256]),  # 32 first: Tauri takes the first entry in development
    "icon.icns": icns([(b"ic07", 128), (b"ic08", 256), (b"ic09", 512), (b"ic13", 256), (b"ic14", 512)]),
}

for name, content in FILES.items():
    (HERE / name).write_bytes(content)
