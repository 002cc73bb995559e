"""Files that attack readers: each small, each written in no time."""

import struct
import zlib


def png(width, height, rows, *, end=True):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1))
    return b"\x89PNG\r\n\x1a\n" + body + (chunk(b"IEND", b"") if end else b"")


def tiff_whose_pages_go_in_a_circle():
    entries = [(256, 3, 1, 1), (257, 3, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    entries += [(273, 4, 1, 8), (277, 3, 1, 1), (278, 3, 1, 1), (279, 4, 1, 1)]
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries)) + packed + struct.pack("<I", 8)


FILES = {
    "empty": b"",
    "png bomb": png(20_000, 20_000, bytes(1_000_000)),
    "png that swells to 50 MB": png(7_000, 7_000, bytes(7_001 * 7_000)),
    "png cut short": png(100, 100, bytes(101 * 100))[:60],
    "png without end": png(100, 100, bytes(101 * 50), end=False),
    "png with a wrong checksum": png(100, 100, bytes(101 * 100)).replace(b"IDAT", b"IDAT\x01", 1),
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "gif and script": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    "gif of the largest size": b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02L\x01\0;",
    "bmp of the largest size": b"BM"
    + struct.pack("<IHHIIiiHHIIiiII", 100, 0, 0, 54, 40, 2**31 - 1, 2**31 - 1, 1, 24, 0, 0, 0, 0, 0, 0),
    "tiff in a circle": tiff_whose_pages_go_in_a_circle(),
    "webp header": b"RIFF\xff\xff\xff\x7fWEBPVP8 ",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) run\n",
    "json nested deeply": b"[" * 1_000_000,
    "json with NaN": b"[NaN, 1e999]",
    "lone surrogate": b"\xed\xa0\x80",
    "nul in text": b"text\0text",
    "utf-16": "text".encode("utf-16"),
    "text too long": b"a" * 5_000_001,
    "pickle": b"\x80\x04\x95\x15\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
}
