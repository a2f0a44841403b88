#!/usr/bin/env python3
"""Reads a dump of the screen (xwd, 32 bits a pixel) and writes it as PNG; exit 1 where the window, which begins in the
upper left corner, shows next to nothing, as one does that WebKit can't draw. `screen.py SCREEN.xwd PICTURE.png`"""
import struct
import sys
import zlib

# A part of the window that no notification covers.
WIDTH, HEIGHT = 700, 700

data = open(sys.argv[1], "rb").read()
header = struct.unpack(">25I", data[:100])
size, width, height, order, line, colours = (header[at] for at in (0, 4, 5, 7, 12, 19))
pixels = data[size + colours * 12 :]
rows, seen = [], {}
for y in range(height):
    row = pixels[y * line : y * line + width * 4]
    # Blue first where the least significant byte is.
    red, green, blue = (row[2::4], row[1::4], row[0::4]) if order == 0 else (row[1::4], row[2::4], row[3::4])
    rgb = bytearray(width * 3)
    rgb[0::3], rgb[1::3], rgb[2::3] = red, green, blue
    rows.append(b"\0" + bytes(rgb))
    if y < HEIGHT:
        for colour in zip(red[:WIDTH], green[:WIDTH], blue[:WIDTH]):
            seen[colour] = seen.get(colour, 0) + 1


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")
open(sys.argv[2], "wb").write(png)
most = max(seen.values()) / sum(seen.values())
print(f"{len(seen)} colours, the commonest on {100 * most:.0f} % of it")
sys.exit(0 if len(seen) > 50 and most < 0.97 else 1)
