#!/usr/bin/env python3
"""Reads a dump of the screen (xwd, 24 bits deep) and writes it as PNG; exit 1 where the screen shows next to nothing, as a
window does that WebKit can't draw. `screen.py SCREEN.xwd PICTURE.png`"""
import struct
import sys
import zlib

data = open(sys.argv[1], "rb").read()
header = struct.unpack(">25I", data[:100])
size, width, height, order, depth, line = header[0], header[4], header[5], header[7], header[11], header[12]
colours = header[19]
pixels = data[size + colours * 12 :]
rows, seen = [], {}
for y in range(height):
    row = pixels[y * line : y * line + width * depth // 8]
    # 32 bits a pixel, blue first where the byte order is that of the least significant byte.
    red, green, blue = (row[2::4], row[1::4], row[0::4]) if order == 0 else (row[1::4], row[2::4], row[3::4])
    rgb = bytearray(width * 3)
    rgb[0::3], rgb[1::3], rgb[2::3] = red, green, blue
    rows.append(b"\0" + bytes(rgb))
    for colour in zip(red[::4], green[::4], blue[::4]):
        seen[colour] = seen.get(colour, 0) + 1


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")
open(sys.argv[2], "wb").write(png)
most = max(seen.values()) / sum(seen.values())
print(f"   the screen has {len(seen)} colours; the commonest covers {100 * most:.0f} % of it")
sys.exit(0 if len(seen) > 50 else 1)
