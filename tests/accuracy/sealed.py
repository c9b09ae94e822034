"""Files that a password opens, really encrypted, and open twins of them.

made("zip forms.zip secret") is (name, type, bytes): `zip` by the old cipher of PKZIP, `aes` and `7z`
by the 7z program, `pdf` by the standard handler with RC4, `open` a zip that is not encrypted.  The
content is a page of harmless words.
"""

import functools
import hashlib
import os
import struct
import subprocess
import tempfile
import zlib

from craft import zipped

INSIDE = b"The minutes of the meeting and the rota for next month. " * 20


def made(spec):
    how, name, password = (spec.split(" ") + [""])[:3]
    return name, "application/octet-stream", MAKERS[how](name, password)


def open_(name, password):
    return zipped(("minutes.txt", INSIDE))


TABLE = [functools.reduce(lambda c, _: c >> 1 ^ (0xEDB88320 if c & 1 else 0), range(8), i)
         for i in range(256)]


def pkzip(name, password):
    """One member by the traditional encryption (APPNOTE 6.1)."""
    crc = lambda c, b: c >> 8 ^ TABLE[(c ^ b) & 255]
    keys = [0x12345678, 0x23456789, 0x34567890]

    def feed(b):
        keys[0] = crc(keys[0], b)
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[2], keys[1] >> 24)

    def seal(b):
        t = (keys[2] | 2) & 0xFFFF
        out = b ^ (t * (t ^ 1) >> 8 & 255)
        feed(b)
        return out
    for b in password.encode():
        feed(b)
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(INSIDE) + packer.flush()
    total = zlib.crc32(INSIDE)
    salt = hashlib.sha256(name.encode()).digest()[:11] + bytes([total >> 24])
    data = bytes(seal(b) for b in salt + packed)
    member = b"minutes.txt"
    common = struct.pack("<HHHHHIIIHH", 20, 1, 8, 0, 0x5CA5, total, len(data), len(INSIDE),
                         len(member), 0)
    local = b"PK\3\4" + common + member + data
    central = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + member
    return local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def by_7z(*options):
    def make(name, password):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "minutes.txt"), "wb") as f:
                f.write(INSIDE)
            subprocess.run(["7z", "a", "-bd", "-p" + password, *options, "out", "minutes.txt"], cwd=folder,
                           check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            out = [x for x in os.listdir(folder) if x.startswith("out")]
            with open(os.path.join(folder, out[0]), "rb") as f:
                return f.read()
    return functools.lru_cache(None)(make)


def rc4(key, data):
    s, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = j + s[i] + key[i % len(key)] & 255
        s[i], s[j] = s[j], s[i]
    i = j = 0
    for b in data:
        i = i + 1 & 255
        j = j + s[i] & 255
        s[i], s[j] = s[j], s[i]
        out.append(b ^ s[s[i] + s[j] & 255])
    return bytes(out)


def pdf(name, password):
    """Standard security handler, revision 2, 40 bits (ISO 32000-1, 7.6.3)."""
    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    user = (password.encode("latin-1") + pad)[:32]
    owner = rc4(hashlib.md5(user).digest()[:5], user)
    ident, rights = hashlib.md5(name.encode()).digest(), -44
    key = hashlib.md5(user + owner + struct.pack("<i", rights) + ident).digest()[:5]
    page = b"BT /F1 10 Tf 50 800 Td (The minutes of the meeting and the rota.) Tj ET"
    page = rc4(hashlib.md5(key + b"\5\0\0\0\0").digest()[:10], page)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> "
               b">> /Contents 5 0 R >>", b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
               b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d >>" % (
                   owner.hex().encode(), rc4(key, pad).hex().encode(), rights)]
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for n, x in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, x)
    ident = ident.hex().encode()
    return (out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, b"".join(
        b"%010d 00000 n \n" % p for p in places))
            + b"trailer\n<< /Size %d /Root 1 0 R /Encrypt 6 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(places) + 1, ident, ident, len(out)))


MAKERS = {"zip": pkzip, "aes": by_7z("-tzip", "-mem=AES256"), "7z": by_7z("-t7z"), "pdf": pdf,
          "open": open_}
