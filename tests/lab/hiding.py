"""Places in the shape of a message where content hides from a filter, and the honest message
beside each.

PLACES holds (name, make, twin): make(data) is the message that carries data there.  twin says what
the honest one is: SAME is the same shape with other data (so the shape itself is ordinary mail and
must pass), a function makes one of its own, and None stands where the shape is no ordinary mail.
NAMES holds (name, make): make(word) gives a message with a file whose name is word in some form.
"""

import base64
import binascii
import quopri

from craft import crlf, multi, plain, raw

SAME = "same"
PLACES, NAMES = [], []

TEXT = "Content-Type: text/plain\n"
HTML = "Content-Type: text/html\n"
CTE = "Content-Transfer-Encoding: "
C64 = CTE + "base64\n"
MIXED = 'Content-Type: multipart/mixed; boundary="%s"\n'


def b(x):
    return x if isinstance(x, bytes) else x.encode()


def lines64(data):
    """Base64 with LF line ends, as text."""
    return base64.encodebytes(b(data)).decode()


def word64(data):
    return base64.b64encode(b(data)).decode()


def quoted(data):
    return "".join("=%02X" % c for c in b(data)) + "\n"


def uu(data, name="a.txt"):
    data = b(data)
    rows = [binascii.b2a_uu(data[i:i + 45]).decode() for i in range(0, len(data), 45)]
    return "begin 644 %s\n%s`\nend\n" % (name, "".join(rows))


def xx(data, name="a.txt"):
    """xxencode: uuencode's bits in another alphabet."""
    alphabet = "+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    rows = []
    for i in range(0, len(data), 45):
        row = b(data)[i:i + 45]
        out = alphabet[len(row)]
        for j in range(0, len(row), 3):
            q = int.from_bytes(row[j:j + 3].ljust(3, b"\0"), "big")
            out += "".join(alphabet[q >> s & 63] for s in (18, 12, 6, 0))
        rows.append(out)
    return "begin 644 %s\n%s\n+\nend\n" % (name, "\n".join(rows))


def yenc(data, name="a.txt"):
    out = b"".join(b"=" + bytes([(c + 106) & 255]) if (c + 42) & 255 in (0, 10, 13, 61)
                   else bytes([(c + 42) & 255]) for c in b(data))
    return (b"=ybegin line=128 size=%d name=%s\r\n" % (len(data), b(name)) + out
            + b"\r\n=yend size=%d\r\n" % len(data))


def binhex(data, name="a.txt"):
    """BinHex 4.0 (RFC 1741): header, data fork, empty resource fork, in its own alphabet."""
    def crc(x):
        return binascii.crc_hqx(x + b"\0\0", 0).to_bytes(2, "big")
    head = (bytes([len(name)]) + b(name) + b"\0TEXTttxt\0\0" + len(data).to_bytes(4, "big")
            + bytes(4))
    stream = (head + crc(head) + b(data) + crc(b(data)) + crc(b"")).replace(b"\x90", b"\x90\0")
    alphabet = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
    bits = "".join("%08d" % int(bin(c)[2:]) for c in stream)
    bits += "0" * (-len(bits) % 6)
    text = ":" + "".join(alphabet[int(bits[i:i + 6], 2)] for i in range(0, len(bits), 6)) + ":"
    return ("(This file must be converted with BinHex 4.0)\n\n"
            + "\n".join(text[i:i + 64] for i in range(0, len(text), 64)) + "\n")


def utf7(data):
    """Every character of it in a base64 run."""
    return "+" + base64.b64encode(data.encode("utf-16-be")).decode().rstrip("=") + "-"


def place(name, make, twin=SAME):
    PLACES.append((name, make, twin))


def body(name, header, text, twin=SAME):
    """A message of one part; text is of the data, or says where it goes by %s."""
    write = (lambda d: text % d) if isinstance(text, str) else text
    place(name, lambda d: raw(header, write(d)), twin)


def part(name, header, text, twin=SAME, boundary="b0und"):
    """The same inside a multipart, a text before it."""
    write = (lambda d: text % d) if isinstance(text, str) else text
    place(name, lambda d: multi([(TEXT, "See below."), (header, write(d))], boundary=boundary),
          twin)


def both(name, header, text, twin=SAME):
    body(name + ", alone", header, text, twin)
    part(name + ", in a part", header, text, twin)


def honest(header, text):
    """A twin of its own."""
    write = (lambda d: text % d) if isinstance(text, str) else text
    return lambda d: raw(header, write(d))


def simple(d):
    return plain(d)


def encoded(d):
    return raw(TEXT + C64, lines64(d))


def in_parts(d):
    return multi([(TEXT, "See below."), (TEXT + C64, lines64(d))], boundary="inner")


def parted(type_field, text):
    """A message that is a multipart by this field, its body as it stands."""
    return lambda d: raw(type_field, text(d) if callable(text) else text % d)


# One part of base64 behind the delimiter x, with its end: where the content is to be found.
def hidden(d, delimiter="--x", close="--x--"):
    return delimiter + "\nContent-Type: text/plain\n" + C64 + "\n" + lines64(d) + close + "\n"


# --- 1: fields that come twice, or conflict ----------------------------------------------------

_types = {"text": TEXT, "multipart": "Content-Type: multipart/mixed; boundary=x\n",
          "another boundary": "Content-Type: multipart/mixed; boundary=y\n",
          "picture": "Content-Type: image/png\n",
          "message": "Content-Type: message/rfc822\n"}
for _a in _types:
    if _a != "multipart":
        for _order in (0, 1):
            _pair = [_types[_a], _types["multipart"]]
            _pair = "".join(_pair[::-1] if _order else _pair)
            both("types %s and multipart, order %d" % (_a, _order), _pair, hidden, in_parts)
for _first, _last in (("base64", "7bit"), ("7bit", "base64"), ("8bit", "quoted-printable"),
                      ("quoted-printable", "base64"), ("base64", "quoted-printable"),
                      ("base64", "x-uuencode"), ("binary", "base64"), ("base64", "none")):
    both("encodings %s and %s" % (_first, _last), TEXT + CTE + _first + "\n" + CTE + _last + "\n",
         quoted if "base64" not in (_first, _last) else lines64, encoded)
both("three encodings", TEXT + CTE + "7bit\n" + CTE + "8bit\n" + C64, lines64, encoded)
both("the same encoding twice", TEXT + C64 + "content-transfer-encoding:  BASE64 (again)\n", lines64)
both("the same type twice", TEXT + "Content-type:   text/plain (again)\n" + C64, lines64)
both("two versions", TEXT + "Mime-Version: 2.0\n" + C64, lines64)
both("two identifiers", TEXT + "Content-ID: <a@b>\nContent-ID: <c@d>\n" + C64, lines64)
both("two charsets", "Content-Type: text/plain; charset=utf-16\nContent-Type: text/plain; "
     "charset=utf-8\n" + C64, lambda d: lines64(d), encoded)
both("two charsets, the other order", "Content-Type: text/plain; charset=utf-8\nContent-Type: "
     "text/plain; charset=utf-16be\n" + C64, lambda d: lines64(d.encode("utf-16-be")), encoded)
both("two charsets in one field", "Content-Type: text/plain; charset=utf-8; charset=utf-16be\n"
     + C64, lambda d: lines64(d.encode("utf-16-be")), encoded)
both("two charsets in one field, the other order", "Content-Type: text/plain; charset=ibm037; "
     "charset=utf-8\n" + C64, lambda d: lines64(d.encode("cp037")), encoded)
body("an encoding hidden at the end of a thousand fields", "".join(
    "X-%d: a\n" % i for i in range(990)) + TEXT + C64, lines64, None)

# --- 2: how fields are written ------------------------------------------------------------------

for _f in ("content-transfer-encoding: base64", "CONTENT-TRANSFER-ENCODING:BASE64",
           "Content-Transfer-Encoding:\tbase64", "Content-Transfer-Encoding:\n base64",
           "Content-Transfer-Encoding: (a comment) base64",
           "Content-Transfer-Encoding: base64 (a comment)",
           "Content-Transfer-Encoding: (7bit (nested)) base64",
           "Content-Transfer-Encoding:\n (7bit)\n base64", "Content-Transfer-Encoding: base64\t"):
    both("field %r" % _f, TEXT + _f + "\n", lines64)
for _f in ("Content-Transfer-Encoding : base64", "Content-Transfer-Encoding\t: base64",
           "Content-Transfer-Encoding:: base64", "Content-Transfer-Encoding base64",
           "Content-Transfer-Encoding; base64", "Content-Transfer-Encoding=base64",
           "Content Transfer Encoding: base64", "Content_Transfer_Encoding: base64",
           "Content-Transfer-Encoding: \"base64\"", "Content-Transfer-Encoding: 'base64'",
           "Content-Transfer-Encoding: =?us-ascii?Q?base64?=",
           "Content-Transfer-Encoding: =?us-ascii?B?YmFzZTY0?=",
           "Content-Transfer-Encoding: base64, 7bit", "Content-Transfer-Encoding: 7bit, base64",
           "Content-Transfer-Encoding: 7bit base64", "Content-Transfer-Encoding: base64 7bit",
           "Content-Transfer-Encoding: 7bit; base64", "Content-Transfer-Encoding: base64; 7bit",
           "Content-Transfer-Encoding: x-base64", "Content-Transfer-Encoding: b64",
           "Content-Transfer-Encoding: base-64", "Content-Transfer-Encoding: base 64",
           "Content-Transfer-Encoding: base64-", "Content-Transfer-Encoding: \x01base64",
           "Content-Transfer-Encoding: (base64", "Content-Transfer-Encoding: 7bit (base64)",
           "Content-Transfer-Encoding: base64 (7bit",
           "Content-\x01Transfer-Encoding: base64", "\x01Content-Transfer-Encoding: base64",
           "Content-Transfer-Encoding\x00: base64", "Content-Transfer-Encoding: base64\x00",
           "Content-Transfer-Encoding: ba\x00se64", "\u200bContent-Transfer-Encoding: base64",
           "\ufeffContent-Transfer-Encoding: base64", "Content-Transfer-Encoding: base64;",
           " Content-Transfer-Encoding: base64", "\tContent-Transfer-Encoding: base64",
           "Content-Transfer-Encoding:\n base64\n 7bit", "Content-Encoding: base64",
           "X-Content-Transfer-Encoding: base64", "Content-Transfer-Encodin: base64",
           "Content-Transfer-Encoding:\n\n base64", "ContentTransferEncoding: base64",
           "Content-Transfer-Encoding: 8bit\n\t,base64"):
    if _f.startswith("X-") or _f.startswith("Content-Encod") or "Encodin:" in _f:
        continue        # no reader takes these for the field
    both("field %r" % _f, TEXT + _f + "\n", lines64, encoded)
for _f in ("CONTENT-TYPE: MULTIPART/MIXED; BOUNDARY=x", "Content-Type:multipart/mixed;boundary=x",
           "Content-Type:\n multipart/mixed;\n\tboundary=x",
           "Content-Type: (c) multipart/mixed (c) ; (c) boundary=x",
           "Content-Type: multipart/mixed; boundary=x (c)",
           "Content-Type: multipart/mixed; boundary=x;", "Content-Type: multipart/mixed;; boundary=x",
           "Content-Type: multipart/mixed; charset=utf-8; boundary=x; format=flowed",
           "Content-Type: multipart/unheard-of; boundary=x"):
    both("type %r" % _f, _f + "\n", hidden)
for _f in ("Content-Type : multipart/mixed; boundary=x", "Content-Type multipart/mixed; boundary=x",
           "Content-Type:: multipart/mixed; boundary=x", "Content Type: multipart/mixed; boundary=x",
           "Content_Type: multipart/mixed; boundary=x", "Content-Type: multipart/ mixed; boundary=x",
           "Content-Type: multipart / mixed; boundary=x", "Content-Type: multipart; boundary=x",
           "Content-Type: mixed; boundary=x", "Content-Type: multipart/mixed boundary=x",
           "Content-Type: multipart/mixed, boundary=x", "Content-Type: \"multipart/mixed\"; boundary=x",
           "Content-Type: =?us-ascii?Q?multipart/mixed?=; boundary=x",
           "Content-Type: text/plain, multipart/mixed; boundary=x",
           "Content-Type: text/plain; multipart/mixed; boundary=x",
           "Content-Type: text/plain multipart/mixed; boundary=x",
           "Content-Type: text/plain; boundary=x", "Content-Type: ; boundary=x",
           "Content-Type: boundary=x", "Content-Type: application/octet-stream; boundary=x",
           "Content-Type: /mixed; boundary=x", "Content-Type: multipart/; boundary=x",
           "Content-Type: multipart\\mixed; boundary=x", "Content-Type: multipart//mixed; boundary=x",
           "Content-Type: multipart/mixed/x; boundary=x", "Content-Type: mul\x00tipart/mixed; boundary=x",
           "Content-Type: multipart/mixed\x00; boundary=x", "Content-Type: x-multipart/mixed; boundary=x",
           "\x01Content-Type: multipart/mixed; boundary=x", " Content-Type: multipart/mixed; boundary=x",
           "X-A: b\n\x00Content-Type: multipart/mixed; boundary=x",
           "Content-Type: (multipart/mixed; boundary=x",
           "Content-Type: Multipart/Mixed (c; boundary=x)"):
    both("type %r" % _f, _f + "\n", hidden, in_parts)

# --- 3: where the header block ends ---------------------------------------------------------------

for _name, _h in (
        ("a blank line inside", TEXT + " \n" + C64), ("a tab line inside", TEXT + "\t\n" + C64),
        ("no field inside", TEXT + "not a field at all\n" + C64),
        ("no field inside, two", TEXT + "not a field\nnor this\n" + C64),
        ("a fold at the start", " folded\n" + TEXT + C64),
        ("a From line inside", TEXT + "From me Mon Jan 1 00:00:00 2026\n" + C64),
        ("a quoted From line inside", TEXT + ">From me Mon Jan 1 00:00:00 2026\n" + C64),
        ("a colon alone", TEXT + ":\n" + C64), ("an empty name", TEXT + ": x\n" + C64),
        ("a NUL line", TEXT + "\x00\n" + C64), ("a control line", TEXT + "\x0b\n" + C64),
        ("a form feed line", TEXT + "\x0c\n" + C64), ("an 8-bit line", TEXT + "\x85\n" + C64)):
    both("header, " + _name, _h, lines64, encoded)


def split(d, head, sep, tail="\r\n\r\n", put=lines64):
    """The usual fields, then head, tail and content with line ends of our own."""
    return raw("", "")[:-2] + b(head.replace("\n", "\r\n")) + b(sep) + b(tail) + crlf(put(d))


for _name, _sep in (("LF", "\n"), ("CR", "\r"), ("CR CR", "\r\r"), ("LF CR", "\n\r"),
                    ("CR CR LF", "\r\r\n")):
    place("header, %s before a field" % _name, lambda d, s=_sep: split(
        d, "X-A: b", s + "Content-Transfer-Encoding: base64"), encoded)
    place("header, %s twice as the end" % _name, lambda d, s=_sep: split(
        d, TEXT + C64.rstrip("\n"), s + s, ""), encoded)
    place("header, %s twice, another header behind" % _name, lambda d, s=_sep: split(
        d, TEXT.rstrip("\n"), s + s + "x\r\n" + crlf(C64).decode(), "\r\n"), encoded)
place("header, a byte order mark first", lambda d: b"\xef\xbb\xbf" + raw(TEXT + C64, lines64(d)), None)
place("header, a byte order mark before the type",
      lambda d: b"\xef\xbb\xbf" + crlf("Content-Type: multipart/mixed; boundary=x\n\n" + hidden(d)),
      None)
place("header, an mbox line first", lambda d: b"From me Mon Jan  1 00:00:00 2026\r\n"
      + raw(TEXT + C64, lines64(d)))
place("header, an empty line first", lambda d: b"\r\n" + raw(TEXT + C64, lines64(d)), None)
place("header, none at all", lambda d: b"\r\n" + b(d) + b"\r\n")
place("header, only text", lambda d: b(d) + b"\r\n")
place("header, no empty line behind", lambda d: raw(TEXT, "")[:-2] + b"words, " + b(d) + b"\r\n")
place("header, all of the message", lambda d: crlf("X-A: " + d))
place("header, LF everywhere", lambda d: raw(TEXT + C64, lines64(d)).replace(b"\r\n", b"\n"))
place("header, CR everywhere", lambda d: raw(TEXT + C64, lines64(d)).replace(b"\r\n", b"\r"), None)
for _n in (2000, 40000):
    body("header, a field of %d bytes" % _n, "X-A: " + "a" * _n + "\n" + TEXT + C64, lines64)
body("header, 8-bit bytes", "X-A: café ☃\n" + TEXT + C64, lines64)
for _name, _p in (("no empty line", TEXT + C64), ("no header", ""), ("text at once", "words\n"),
                  ("an empty line first", "\n" + TEXT + C64)):
    place("part header, " + _name, lambda d, p=_p: raw(
        MIXED % "x", "--x\n" + p + ("\n" if "first" in p else "") + (
            lines64(d) if C64 in p else d) + "\n--x--\n"),
        in_parts if "first" in _name or "no empty" in _name else SAME)

# --- 4: the boundary parameter -----------------------------------------------------------------------

for _p, _x in (("boundary=x", "x"), ('boundary="x"', "x"), ('boundary="a b"', "a b"),
               ("boundary=\"'()+_,-./:=?\"", "'()+_,-./:=?"), ("boundary=----=_x", "----=_x"),
               ('boundary="' + "y" * 70 + '"', "y" * 70), ("a=b; boundary=x; c=d", "x"),
               ('a="boundary=y"; boundary=x', "x"), ("boundary\n =x".replace("\n ", ""), "x"),
               ("\n boundary=x", "x"), ("BOUNDARY=x", "x"), ("boundary=x; charset=utf-8", "x"),
               ('boundary="=_x=3D"', "=_x=3D"), ('boundary="0"', "0"), ("boundary=x.y_z", "x.y_z")):
    place("boundary %r" % _p, parted("Content-Type: multipart/mixed; %s\n" % _p,
                                     lambda d, x=_x: hidden(d, "--" + x, "--" + x + "--")))
for _p, _x in (
        ("boundary = x", "x"), ("boundary= x", "x"), ("boundary =x", "x"), ("boundary=\n x", "x"),
        ('boundary="x', "x"), ('boundary=x"', "x"), ('boundary=x"', 'x"'), ("boundary='x'", "x"),
        ("boundary='x'", "'x'"), ("boundary=x(c)", "x"), ("boundary=x(c)", "x(c)"),
        ("boundary=(c)x", "x"), ("boundary=(c)\"x\"", "x"), ("boundary*=us-ascii''x", "x"),
        ("boundary*=us-ascii'en'%78", "x"), ("boundary*=%78", "x"), ("boundary*0=x; boundary*1=y", "xy"),
        ("boundary*1=y; boundary*0=x", "xy"), ("boundary*0*=''%78; boundary*1=y", "xy"),
        ("boundary*0=x; boundary*1=y", "x"), ("boundary*1=y; boundary*2=z", "yz"),
        ("boundary*0=x; boundary*2=z", "x"), ("boundary*00=x; boundary*01=y", "xy"),
        ("boundary*=''y; boundary=x", "x"), ("boundary*=''x; boundary=y", "x"),
        ("boundary*0=y; boundary=x", "x"), ("boundary*0=x; boundary=y", "x"),
        ("boundary==?us-ascii?Q?x?=", "x"), ('boundary="=?us-ascii?Q?x?="', "x"),
        ('boundary="=?us-ascii?B?eA==?="', "x"), ("boundary=y; boundary=x", "x"),
        ("boundary=x; boundary=y", "x"), ("boundary=; boundary=x", "x"), ("boundary=x; boundary=", "x"),
        ("boundary=", ""), ('boundary=""', ""), ("a=b", "x"), ("boundary=zz", "x"), ("", "x"),
        ("boundary=" + "x" * 71, "x" * 71), ("boundary=" + "x" * 256, "x" * 256),
        ("boundary=" + "x" * 257, "x" * 257), ("boundary=" + "x" * 5000, "x" * 5000),
        ('boundary="\\x"', "x"), ('boundary="\\x"', "\\x"), ('boundary="x\\"y"', 'x"y'),
        ('boundary="x\\\\y"', "x\\y"), ('boundary="x\\y"', "xy"), ("boundary=x\\y", "x\\y"),
        ("boundary=x\x01y", "x\x01y"), ("boundary=x\x01y", "xy"), ("boundary=café", "café"),
        ('boundary="x\ty"', "x\ty"), ('boundary="x\n y"', "x y"), ('boundary="x\n y"', "xy"),
        ("boundry=x", "x"), ("Boundary :x", "x"), ("boundary: x", "x"), ("boundary x", "x"),
        ("boundary=x y", "x"), ("boundary=x y", "x y"), ("boundary=x/y", "x/y"), ("boundary=x/y", "x"),
        ("boundary=x,y", "x"), ("boundary=x,y", "x,y"), ("boundary=x:y", "x:y"), ("boundary=<x>", "<x>"),
        ("boundary=<x>", "x"), ('boundary="x"y', "x"), ('boundary="x"y', "xy"), ('boundary="x""y"', "xy"),
        ('boundary="x""y"', "x"), ("boundary=x\x00y", "x"), ("boundary=x\x00y", "x\x00y"),
        ('boundary="x "', "x "), ('boundary="x "', "x"), ('boundary=" x"', " x"), ('boundary=" x"', "x"),
        ("boundary=x;y", "x;y"), ('x-boundary=x', "x"), ("boundary=\"x\n", "x"), ("boundary=X", "x"),
        ("Boundary=x; boundary=X", "X"), ("boundary=%78", "x"), ("boundary=%78", "%78"),
        ("; boundary=x", "x"), ("boundary=--x", "x"), ("boundary=--x", "--x")):
    place("boundary %r for %r" % (_p[:40], _x[:20]), parted(
        "Content-Type: multipart/mixed; %s\n" % _p,
        lambda d, x=_x: "--" + x + "\n\nwords\n" + hidden(d, "--" + x, "--" + x + "--")), in_parts)
for _a, _b in (("x", "y"), ("y", "x")):
    place("two boundaries in use, %s hides" % _b, parted(
        "Content-Type: multipart/mixed; boundary=x; boundary=y\n",
        lambda d, a=_a, h=_b: "--" + a + "\n\nwords\n" + hidden(d, "--" + h, "--" + h + "--")
        + "--" + a + "--\n"), in_parts)

# --- 5: delimiter lines ---------------------------------------------------------------------------------

for _d in ("--x ", "--x\t", "--x \t "):
    place("delimiter %r" % _d, parted(MIXED % "x", lambda d, l=_d: "--x\n\nwords\n" + hidden(d, l)))
for _d in (" --x", "\t--x", "--x junk", "--x;", "--xy", "-x", "---x", "----x", "-- x", "--x-", "--x-- ",
           "--x--\n--x", "--x--\n\n--x", "--x--junk\n--x", "text--x", "text --x", ">--x", "--X", "--x\x00",
           "--x\x0b", "--x\x0c", "--\x00x", "--x\xa0", "--x\n--x", "--x\n--x--\n--x", "--x\n\n", "--x\n \n",
           "--x\n\t\n", "--x\n--x\n--x", "\x0c--x", "\ufeff--x", "\u200b--x", "- -x", "\\--x", "--x(c)",
           '--"x"', "--x=", "=--x", "--=78"):
    place("delimiter %r" % _d, parted(MIXED % "x", lambda d, l=_d: "--x\n\nwords\n" + hidden(d, l)),
          in_parts)
    place("delimiter %r, long word" % _d, parted(
        MIXED % "----=_Part_17", lambda d, l=_d: "------=_Part_17\n\nwords\n" + hidden(
            d, l.replace("x", "----=_Part_17"), "------=_Part_17--")), in_parts)
for _a, _b in (("\n", "\r\n"), ("\r", "\r\n"), ("\r\n", "\n"), ("\r\n", "\r"), ("\n", "\n"), ("\r", "\r"),
               ("\r\r\n", "\r\n"), ("\r\n", "\r\r\n"), ("\n\r", "\r\n"), ("\x0b", "\r\n"), ("\x85", "\r\n")):
    place("delimiter between %r and %r" % (_a, _b), lambda d, x=_a, y=_b: raw(MIXED % "x", b(
        "--x\r\n\r\nwords" + x + "--x" + y) + crlf("Content-Type: text/plain\n" + C64 + "\n" + lines64(d)
                                               + "--x--\n")), in_parts)
place("no closing delimiter", parted(MIXED % "x", lambda d: hidden(d, close="")))
place("no closing delimiter, nested", parted(
    MIXED % "x", lambda d: "--x\n" + MIXED % "y" + "\n--y\n\nwords\n" + hidden(d, "--y", "")))
place("the parent closes its child", parted(
    MIXED % "x", lambda d: "--x\n" + MIXED % "y" + "\n--y\n\nwords\n" + hidden(d)))
place("child and parent share a boundary", parted(
    MIXED % "x", lambda d: "--x\n" + MIXED % "x" + "\n" + hidden(d) + "--x--\n"), in_parts)
place("the child's begins with the parent's", parted(
    MIXED % "x", lambda d: "--x\n" + MIXED % "xy" + "\n" + hidden(d, "--xy", "--xy--") + "--x--\n"))
place("the parent's begins with the child's", parted(
    MIXED % "xy", lambda d: "--xy\n" + MIXED % "x" + "\n" + hidden(d) + "--xy--\n"))
place("the closing delimiter only", parted(MIXED % "x", lambda d: "--x--\n" + hidden(d)), in_parts)
place("a child behind the parent's end", parted(
    MIXED % "x", lambda d: "--x\n" + MIXED % "y" + "\n--y\n\nwords\n--x--\n" + hidden(d, "--y", "--y--")),
    in_parts)
place("a delimiter of the grandparent", parted(
    MIXED % "x", lambda d: "--x\n" + MIXED % "y" + "\n--y\n" + MIXED % "z" + "\n--z\n\na\n" + hidden(d)))

# --- 6: places that nobody shows -------------------------------------------------------------------------

for _name, _form in (("as it is", lambda d: d), ("base64", lines64), ("uuencode", uu),
                     ("quoted-printable", quoted)):
    _same = SAME if _name != "quoted-printable" else None
    place("preamble, " + _name, parted(MIXED % "x", lambda d, f=_form: f(d) + "\n--x\n\nwords\n--x--\n"),
          _same)
    place("epilogue, " + _name, parted(MIXED % "x", lambda d, f=_form: "--x\n\nwords\n--x--\n" + f(d)),
          _same)
    place("between a child's end and the parent's delimiter, " + _name, parted(
        MIXED % "x", lambda d, f=_form: "--x\n" + MIXED % "y" + "\n--y\n\nwords\n--y--\n" + f(d)
        + "\n--x--\n"), _same)
place("preamble, a whole part", parted(MIXED % "x", lambda d: TEXT + C64 + "\n" + lines64(d)
                                       + "\n--x\n\nwords\n--x--\n"), None)
place("epilogue, a whole message", parted(MIXED % "x", lambda d: "--x\n\nwords\n--x--\n" + encoded(
    d).decode().replace("\r\n", "\n")), None)
place("a multipart without parts", parted(MIXED % "x", "%s\n"), None)
place("a multipart with an empty body", lambda d: raw(MIXED % "x" + "X-A: %s\n" % d, ""))
place("a part's header field", lambda d: multi([("X-Note: %s\n" % d + TEXT, "words")]))
place("a part's description", lambda d: multi([("Content-Description: %s\n" % d + TEXT, "words")]))
place("a part's own parameter", lambda d: multi([(
    'Content-Type: text/plain; note="%s"\n' % d, "words")]))
place("a disposition's parameter", lambda d: multi([(
    TEXT + 'Content-Disposition: attachment; note="%s"\n' % d, "words")]))
place("a comment in the type", lambda d: multi([("Content-Type: text/plain (%s)\n" % d, "words")]))
place("a comment in the encoding", lambda d: multi([(TEXT + CTE + "7bit (%s)\n" % d, "words")]))
place("a comment in the address", lambda d: raw("Cc: a@mail.test (%s)\n" % d + TEXT, "words"))
place("a display name", lambda d: raw('Cc: "%s" <a@mail.example>\n' % d + TEXT, "words"))
place("the boundary itself", lambda d: raw(MIXED % d, "--%s\n\nwords\n--%s--\n" % (d, d)))
place("behind a delimiter, on its line", parted(MIXED % "x", "--x\n\nwords\n--x %s\n\nmore\n--x--\n"), None)
place("behind the closing delimiter, on its line", parted(MIXED % "x", "--x\n\nwords\n--x--%s\n"), None)
for _name, _types2 in (("signed", ("text/plain", "application/pgp-signature")),
                       ("encrypted", ("application/pgp-encrypted", "application/octet-stream")),
                       ("report", ("text/plain", "message/delivery-status")),
                       ("related", ("text/html", "image/png")),
                       ("alternative", ("text/plain", "text/html"))):
    _head = [("Content-Type: %s\n" % t, "words" if "text" in t else "Version: 1") for t in _types2]
    _end = None if _name == "encrypted" else SAME
    place("a third child of multipart/" + _name, lambda d, h=_head, n=_name: multi(
        h + [(TEXT + C64, lines64(d))], sub=n), _end if _name != "related" else None)
place("the first alternative of three", lambda d: multi([
    (TEXT + C64, lines64(d)), (HTML, "<p>words"), ("Content-Type: text/enriched\n", "words")],
    sub="alternative"))
place("a related part that nobody shows", lambda d: multi([
    (HTML, "<p>words"), ("Content-Type: text/plain\nContent-ID: <nobody@x>\n" + C64, lines64(d))],
    sub="related"))
for _t in ("multipart/parallel", "multipart/appledouble", "multipart/form-data", "multipart/x-mixed-replace",
           "multipart/byteranges", "multipart/digest-x", "multipart/voice-message", "multipart/header-set"):
    place("inside " + _t, parted("Content-Type: %s; boundary=x\n" % _t, hidden))
for _t in ("text/x-unheard-of", "text/css", "text/csv", "text/rfc822-headers", "text/tab-separated-values",
           "text/javascript", "application/json", "application/octet-stream", "application/x-unheard-of",
           "message/delivery-status", "message/disposition-notification", "message/feedback-report",
           "message/global-headers", "message/http", "image/png", "audio/mpeg", "video/mp4", "font/woff",
           "model/vrml", "chemical/x-pdb", "x-world/x-vrml", "example/x"):
    both("declared " + _t, "Content-Type: %s\n" % _t + C64, lambda d: lines64("A line.\n" + d + "\n"),
         None if _t in ("text/javascript",) else SAME)
place("fields behind a delivery status", lambda d: multi([
    (TEXT, "not delivered"), ("Content-Type: message/delivery-status\n", "Reporting-MTA: dns; a.test\n\n"
                              "Final-Recipient: rfc822; a@b.test\nX-Note: %s\n" % d)], sub="report"))

# --- 7: messages inside -----------------------------------------------------------------------------------


def text_of(message):
    return message.decode("latin-1").replace("\r\n", "\n")


INNER = {"plain": plain, "base64": encoded, "parts": in_parts}
for _name, _inner in INNER.items():
    for _t in ("message/rfc822", "message/global", "message/news"):
        part("%s of %s" % (_t, _name), "Content-Type: %s\n" % _t, lambda d, i=_inner: text_of(i(d)))
    part("rfc822 of %s in base64" % _name, "Content-Type: message/rfc822\n" + C64,
         lambda d, i=_inner: lines64(i(d)))
    part("rfc822 of %s in quoted-printable" % _name, "Content-Type: message/rfc822\n" + CTE
         + "quoted-printable\n", lambda d, i=_inner: text_of(quopri.encodestring(i(d))))
    part("rfc822 of %s with an empty line first" % _name, "Content-Type: message/rfc822\n",
         lambda d, i=_inner: "\n" + text_of(i(d)), None)
    part("rfc822 of %s with a From line first" % _name, "Content-Type: message/rfc822\n",
         lambda d, i=_inner: "From me Mon Jan  1 00:00:00 2026\n" + text_of(i(d)))
    for _t, _n in (("application/octet-stream", "a.eml"), ("text/plain", "a.eml"), ("text/plain", "a.mht"),
                   ("application/octet-stream", "a.mht"), ("text/plain", "a.txt"), ("text/plain", ""),
                   ("application/octet-stream", ""), ("multipart/related", "a.mht"),
                   ("application/x-mimearchive", "a.mhtml"), ("application/mbox", "a.mbox")):
        part("a message (%s) as %s named %r" % (_name, _t, _n), "Content-Type: %s; boundary=zz\n" % _t + (
            'Content-Disposition: attachment; filename="%s"\n' % _n if _n else "") + C64,
            lambda d, i=_inner, t=_t: lines64((b"From me Mon Jan  1 00:00:00 2026\r\n" if "mbox" in t
                                               else b"") + i(d)), None if "multipart" in _t else SAME)
    place("multipart/digest of " + _name, lambda d, i=_inner: multi(
        [("", text_of(i(d))), ("Content-Type: message/rfc822\n", text_of(plain("words")))], sub="digest"))
    place("the message is a message, " + _name, lambda d, i=_inner: raw(
        "Content-Type: message/rfc822\n", text_of(i(d))))
    part("a message in a message, " + _name, "Content-Type: message/rfc822\n", lambda d, i=_inner: text_of(
        multi([("Content-Type: message/rfc822\n", text_of(i(d)))], boundary="middle")))
body("message/partial", "Content-Type: message/partial; id=a; number=1; total=2\n", "%s\n", None)
part("message/partial", "Content-Type: message/partial; id=a; number=2; total=2\n", lines64, None)
body("message/external-body", "Content-Type: message/external-body; access-type=URL; URL=\"http://a.example"
     "/b\"\n", "Content-Type: text/plain\nContent-ID: <a@b>\n\n%s\n", None)
part("message/x-unheard-of", "Content-Type: message/x-unheard-of\n", lambda d: text_of(encoded(d)))
part("message/rfc822 in uuencode", "Content-Type: message/rfc822\n" + CTE + "x-uuencode\n",
     lambda d: uu(encoded(d)), None)
place("an mbox of two messages", lambda d: multi([(TEXT, "See below."), (
    "Content-Type: application/mbox\nContent-Disposition: attachment; filename=a.mbox\n" + C64,
    lines64(b"From a Mon Jan  1 00:00:00 2026\n" + plain("words").replace(b"\r\n", b"\n") + b"\nFrom b Mon "
            b"Jan  1 00:00:00 2026\n" + encoded(d).replace(b"\r\n", b"\n")))]))
for _n in (3, 10, 14, 20, 60):
    place("%d messages deep" % _n, lambda d, n=_n: raw("Content-Type: message/rfc822\n", "Content-Type: "
          "message/rfc822\n\n" * (n - 2) + TEXT + C64 + "\n" + lines64(d)), SAME if _n < 12 else None)
    place("%d multiparts deep" % _n, lambda d, n=_n: raw(MIXED % "b0", "".join(
        "--b%d\n" % i + MIXED % ("b%d" % (i + 1)) + "\n" for i in range(n)) + hidden(
            d, "--b%d" % n, "--b%d--" % n)), SAME if _n < 12 else None)

# --- 8: transfer encodings ---------------------------------------------------------------------------------

for _e in ("7bit", "8bit", "binary", "7Bit", "8-bit", "7-bit", "none", "utf-8", "plain", "x-unheard-of",
           "us-ascii", "text", "8bits", "quoted", "x-gzip", "gzip"):
    both("plain text under " + _e, TEXT + CTE + _e + "\n", "A line of words.\n%s\nand more of them.\n")
    both("base64 under " + _e, TEXT + CTE + _e + "\n", lines64)
    both("longer base64 under " + _e, TEXT + CTE + _e + "\n",
         lambda d: lines64("All of these words stand before it. " * 9 + d))
both("plain text under base64", TEXT + C64, "The number is %s.\nSee you.\n")
both("a word under base64", TEXT + C64, "%s\n", None)
both("plain text under quoted-printable", TEXT + CTE + "quoted-printable\n", "The number is %s.\n")
both("quoted-printable under 7bit", TEXT + CTE + "7bit\n", lambda d: "words=\n and " + quoted(d))
both("quoted-printable under nothing", TEXT, lambda d: "words=\n and " + quoted(d))
both("every letter escaped under 8bit", TEXT + CTE + "8bit\n", quoted)
both("uuencode under base64", TEXT + C64, uu, None)
both("base64 under quoted-printable", TEXT + CTE + "quoted-printable\n", lambda d: lines64(
    "All of these words stand before it. " * 9 + d).replace("=", "=3D"))
both("base64 in base64", TEXT + C64, lambda d: lines64(lines64("All of these words first. " * 9 + d)))
both("uuencode in base64", TEXT + C64, lambda d: lines64("words\n" + uu(d)))
both("uuencode in quoted-printable", TEXT + CTE + "quoted-printable\n",
     lambda d: "words\n" + uu(d).replace("=", "=3D"))
for _e in ("x-uuencode", "uuencode", "x-uue", "uue", "x-uu"):
    both("uuencode under " + _e, TEXT + CTE + _e + "\n", uu, SAME if _e != "x-uu" else None)
both("yEnc under x-yenc", TEXT + CTE + "x-yenc\n", lambda d: yenc(d), None)
both("xxencode", TEXT, lambda d: "words\n" + xx(d), SAME)
both("xxencode under its name", TEXT + CTE + "x-xxencode\n", lambda d: xx(d), None)
both("yEnc in text", TEXT, lambda d: b"words\r\n" + yenc(d), None)
both("yEnc in base64", TEXT + C64, lambda d: lines64(b"words\r\n" + yenc(d)), None)
both("yEnc as a file", "Content-Type: application/octet-stream; name=a.yenc\n" + C64,
     lambda d: lines64(yenc(d)), None)
both("BinHex in text", TEXT, lambda d: "words\n" + binhex(d), SAME)
both("BinHex as a file", "Content-Type: application/mac-binhex40; name=a.hqx\n", binhex, SAME)
both("BinHex in base64", TEXT + C64, lambda d: lines64(binhex(d)), SAME)
both("BinHex under its name", TEXT + CTE + "x-binhex\n", binhex, None)
both("BinHex under mac-binhex40", TEXT + CTE + "mac-binhex40\n", binhex, None)
both("a shell archive", "Content-Type: application/x-shar\n", lambda d: "#!/bin/sh\n# This is a shell "
     "archive\nsed 's/^X//' << 'END' > a.txt\nX%s\nEND\n" % d, None)
both("a shell archive of uuencode", TEXT, lambda d: "# This is a shell archive\nsed 's/^X//' << 'END' > "
     "a.uu\n" + "".join("X%s\n" % x for x in uu(d).splitlines()) + "END\n", None)
for _n in ("", "644", "0644", "7", "66666", "777"):
    both("uuencode with mode %r" % _n, TEXT, lambda d, n=_n: "words\n" + uu(d).replace(
        "begin 644 a.txt", ("begin %s a.txt" % n) if n else "begin a.txt"), None if _n in ("", "7")
        else SAME)
both("uuencode without its end", TEXT, lambda d: "words\n" + uu(d)[:-4])
both("uuencode without the last two lines", TEXT, lambda d: "words\n" + uu(d)[:-6])
both("uuencode, begin in capitals", TEXT, lambda d: "words\n" + uu(d).replace("begin", "BEGIN"))
both("uuencode, quoted", TEXT, lambda d: "words\n" + "".join("> %s\n" % x for x in uu(d).splitlines()))
both("uuencode, indented", TEXT, lambda d: "words\n" + "".join("  %s\n" % x for x in uu(d).splitlines()))
both("uuencode, two files", TEXT, lambda d: "words\n" + uu("hello") + "and\n" + uu(d, "b.txt"))
both("uuencode with checksums", TEXT, lambda d: "words\n" + "".join(
    x + ("A" if x[:1] != "b" and x not in ("`", "end") else "") + "\n" for x in uu(d).splitlines()))
both("uuencode in base64 style", TEXT, lambda d: "words\nbegin-base64 644 a.txt\n" + lines64(d) + "====\n")
both("uuencode in base64 style, coded name", TEXT, lambda d: "words\nbegin-base64-encoded 644 %s\n" % word64(
    "a.txt") + lines64(d) + "====\n")
both("uuencode without blanks at line ends", TEXT, lambda d: "words\n" + uu(d).replace("`", " ").replace(
    " \n", "\n"))
both("uuencode under text/html", HTML, lambda d: "<pre>\n" + uu(d) + "</pre>\n", None)
for _type in (TEXT, HTML, "Content-Type: application/octet-stream\n", "Content-Type: text/csv\n"):
    both("bare base64, %s" % _type.strip(), _type, lambda d: "words\n\n" + lines64(d * 20) + "\n")
both("base64 in lines of 10", TEXT, lambda d: "words\n\n" + "\n".join(
    word64(d * 9)[i:i + 10] for i in range(0, len(word64(d * 9)), 10)) + "\n", None)
both("base64 in lines of 4", TEXT, lambda d: "words\n\n" + "\n".join(
    word64(d * 9)[i:i + 4] for i in range(0, len(word64(d * 9)), 4)) + "\n", None)
both("base64 of the URL alphabet", TEXT, lambda d: "words\n\n" + base64.urlsafe_b64encode(
    b">>>???" + b(d) * 3).decode() + "\n", None)
both("base64 in PEM", TEXT, lambda d: "-----BEGIN THING-----\n" + lines64(d * 3) + "-----END THING-----\n")
both("hexadecimal", TEXT, lambda d: "words\n\n" + b(d * 9).hex() + "\n", None)

# base64 that is damaged, in each way that readers go on
for _name, _form in (
        ("no padding", lambda d: word64(d).rstrip("=") + "\n"),
        ("lines of one", lambda d: "\n".join(word64(d)) + "\n"),
        ("one long line", lambda d: word64("words " * 3000 + d) + "\n"),
        ("blanks between", lambda d: " ".join(word64(d)) + "\n"),
        ("tabs between", lambda d: "\t".join(word64(d)) + "\n"),
        ("empty lines between", lambda d: lines64("words " * 30 + d).replace("\n", "\n\n")),
        ("a line of text behind", lambda d: lines64(d) + "-- \nJ Smith, 1 High Street.\n"),
        ("a footer behind", lambda d: lines64(d) + "\n_____\nUsers mailing list\n"),
        ("padding in the middle", lambda d: word64("a") + "\n" + word64(d) + "\n"),
        ("two padded pieces", lambda d: word64("hello, it is ") + word64("and ") + word64(d) + "\n"),
        ("each byte padded", lambda d: "".join(word64(c) for c in d) + "\n"),
        ("each byte padded, on lines", lambda d: "\n".join(word64(c) for c in d) + "\n"),
        ("padding first", lambda d: "====\n" + word64(d) + "\n"),
        ("padding everywhere", lambda d: "=".join(word64("xx" + d)) + "\n"),
        ("one pad that shifts", lambda d: "QQ=" + word64(d) + "\n"),
        ("one character over", lambda d: "A" + word64(d) + "\n"),
        ("a cut end", lambda d: word64(d + "..")[:-2] + "\n"),
        ("junk between", lambda d: "!".join(word64(d)) + "\n"),
        ("junk of 8 bits between", lambda d: "é".join(word64(d)) + "\n"),
        ("NUL between", lambda d: "\0".join(word64(d)) + "\n"),
        ("junk and padding", lambda d: "!".join(word64("a") + word64(d)) + "\n"),
        ("the URL alphabet", lambda d: base64.urlsafe_b64encode(b"\xfb\xff\xbe" + b(d)).decode() + "\n"),
        ("dashes that are junk", lambda d: "-".join(word64(d)) + "\n"),
        ("dashes that are 62", lambda d: word64(b"\xfb\xef\xbe" + b(d)).replace("+", "-") + "\n"),
        ("escaped line ends", lambda d: word64(d).replace("M", "M=\n") + "\n"),
        ("quoted-printable escapes", lambda d: word64(d).replace("=", "=3D") + "\n"),
        ("CR in it", lambda d: "\r".join(word64(d)) + "\n"),
        ("a comment in it", lambda d: "(words)" + word64(d) + "\n"),
        ("a boundary-like line in it", lambda d: "--y\n" + word64(d) + "\n"),
        ("text first", lambda d: "This is the file:\n" + word64(d) + "\n"),
        ("text of a multiple of four first", lambda d: "four\n" + word64(d) + "\n"),
        ("field lines first", lambda d: "X-A: b\n\n" + word64(d) + "\n")):
    both("base64, " + _name, TEXT + C64, _form, SAME if _name in (
        "no padding", "lines of one", "one long line", "blanks between", "tabs between",
        "empty lines between", "a footer behind", "a line of text behind") else None)
for _name, _form in (
        ("upper case", quoted), ("lower case", lambda d: quoted(d).lower()),
        ("soft breaks", lambda d: "=\n".join(d) + "\n"),
        ("soft breaks after blanks", lambda d: "= \n".join(d) + "\n"),
        ("soft breaks after tabs", lambda d: "=\t\n".join(d) + "\n"),
        ("soft breaks and escapes", lambda d: "=\n".join(quoted(d).strip()[i:i + 3] for i in range(
            0, 3 * len(d), 3)) + "\n"),
        ("8-bit bytes", lambda d: "é " + d + "\n"), ("long lines", lambda d: "word " * 999 + d + "\n"),
        ("= at the end", lambda d: d + "="), ("no line end", lambda d: d),
        ("a bad escape in it", lambda d: "=\n".join(d[:3]) + "=ZZ" + d[3:] + "\n"),
        ("a sign dropped", lambda d: d[:2] + "=" + d[2:] + "\n"),
        ("two signs", lambda d: d[:4] + "==\n" + d[4:] + "\n"),
        ("an escape cut by a soft break", lambda d: "=4=\n1B" + d[2:] + "\n"),
        ("escaped line ends", lambda d: d + "=0D=0A\n"),
        ("a bad escape at the start", lambda d: "=Z" + d + "\n")):
    both("quoted-printable, " + _name, TEXT + CTE + "quoted-printable\n", _form, SAME if _name in (
        "upper case", "lower case", "soft breaks", "soft breaks after blanks", "soft breaks after tabs",
        "soft breaks and escapes", "8-bit bytes", "long lines", "= at the end", "no line end",
        "escaped line ends") else None)
for _a, _n in (("\n", "LF"), ("\r", "CR")):
    place("quoted-printable, soft breaks with %s" % _n, lambda d, a=_a: raw(
        TEXT + CTE + "quoted-printable\n", b(("=" + a).join(d) + "\r\n")))
for _e in ("base64", "quoted-printable", "x-uuencode"):
    place("a multipart in " + _e, lambda d, e=_e: raw(MIXED % "x" + CTE + e + "\n", {
        "base64": lines64, "quoted-printable": lambda x: text_of(quopri.encodestring(b(x))),
        "x-uuencode": uu}[e](hidden(d))), None)
    place("a multipart labelled %s, plain" % _e, lambda d, e=_e: raw(
        MIXED % "x" + CTE + e + "\n", hidden(d)), None)

# --- 10: character sets ---------------------------------------------------------------------------------------


def coded(charset, codec, name=None, twin=SAME, form=lambda d: d):
    field = "Content-Type: text/plain%s\n" % ("; charset=" + charset if charset else "")
    both("charset %s as %s%s" % (charset or "none", codec, " " + name if name else ""), field + C64,
         lambda d: lines64(form(d).encode(codec)), twin)
    place("charset %s as %s%s, a file" % (charset or "none", codec, " " + name if name else ""),
          lambda d: multi([(TEXT, "See the file."), (
              field + 'Content-Disposition: attachment; filename="a.txt"\n' + C64,
              lines64(form("Words. " + d + " More words.\n").encode(codec)))]), twin)


for _c, _p in (("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("us-ascii", "ascii"), ("iso-8859-1", "latin-1"),
               ("windows-1252", "cp1252"), ("utf-16", "utf-16"), ("utf-16", "utf-16-be"),
               ("utf-16", "utf-16-le"), ("utf-16le", "utf-16-le"), ("utf-16be", "utf-16-be"),
               ("utf-32", "utf-32"), ("utf-32le", "utf-32-le"), ("utf-32be", "utf-32-be"),
               ("ibm037", "cp037"), ("ibm500", "cp500"), ("ibm1047", "cp037"), ("cp1140", "cp1140"),
               ("ebcdic-cp-us", "cp037"), ("cp273", "cp273"), ("iso-2022-jp", "iso2022_jp"),
               ("iso-2022-kr", "iso2022_kr"), ("hz-gb-2312", "hz"), ("shift_jis", "shift_jis"),
               ("gb18030", "gb18030"), ("big5", "big5"), ("koi8-r", "koi8-r")):
    coded(_c, _p)
for _c, _p in (("utf-8", "utf-16"), ("utf-8", "utf-16-le"), ("utf-8", "utf-16-be"), ("us-ascii", "utf-16"),
               ("", "utf-16"), ("", "utf-16-le"), ("", "utf-16-be"), ("iso-8859-1", "utf-32"),
               ("utf-8", "utf-32-le"), ("utf-8", "utf-32-be"), ("utf-16le", "utf-16-be"),
               ("utf-16be", "utf-16-le"), ("utf-16", "utf-8"), ("utf-16", "utf-8-sig"), ("utf-32", "utf-8"),
               ("ibm037", "utf-8"), ("utf-8", "cp037"), ("", "cp037"), ("x-unheard-of", "utf-8"),
               ("x-unheard-of", "utf-16"), ("x-unheard-of", "cp037"), ("iso-2022-jp", "utf-8"),
               ("utf-7", "utf-8"), ("koi8-r", "utf-16-le"), ("utf-16le", "utf-8"), ("ibm500", "utf-16")):
    coded(_c, _p, "wrongly", None if _c.startswith("x-") or _c in (
        "utf-16", "utf-32", "utf-16le", "utf-16be", "ibm037", "ibm500") or _p == "cp037" else SAME)
for _c in ("utf-8", "iso-8859-1", "utf-16le", "utf-16be", "ibm037"):
    coded(_c, "utf-8-sig", "with a mark", None)
    coded(_c, "utf-16", "with a mark", None)
    place("a mark of UTF-16 on text of %s" % _c, lambda d, c=_c: raw(
        "Content-Type: text/plain; charset=%s\n" % c + C64, lines64(b"\xff\xfe" + d.encode(
            c if c != "ibm037" else "cp037"))), None)
    place("a mark of UTF-16 the other way on text of %s" % _c, lambda d, c=_c: raw(
        "Content-Type: text/plain; charset=%s\n" % c + C64, lines64(b"\xfe\xff" + d.encode(
            c if c != "ibm037" else "cp037"))), None)
    place("a mark of UTF-8 on text of %s" % _c, lambda d, c=_c: raw(
        "Content-Type: text/plain; charset=%s\n" % c + C64, lines64(b"\xef\xbb\xbf" + d.encode(
            c if c != "ibm037" else "cp037"))), None)
both("UTF-7, each letter by itself", TEXT, lambda d: "words " + "".join(utf7(c) for c in d) + " more\n")
both("UTF-7, only the digits", TEXT, lambda d: "words " + "".join(
    utf7(c) if c.isdigit() else c for c in d) + " more\n", SAME)
for _c in ("utf-7", "unicode-1-1-utf-7", "utf-8", "us-ascii", ""):
    both("UTF-7 declared %s" % (_c or "nothing"), "Content-Type: text/plain%s\n" % (
        "; charset=" + _c if _c else ""), lambda d: utf7(d) + "\n", SAME)
    both("UTF-7 in HTML declared %s" % (_c or "nothing"), "Content-Type: text/html%s\n" % (
        "; charset=" + _c if _c else ""), lambda d: "<p>" + utf7("words " + d) + "</p>\n", SAME)
    both("UTF-7, all of a page, declared %s" % (_c or "nothing"), "Content-Type: text/html%s\n" % (
        "; charset=" + _c if _c else ""), lambda d: utf7("<p>words " + d + "</p>") + "\n", SAME)


def overlong(d, n=2):
    head = {2: 0xc0, 3: 0xe0, 4: 0xf0}[n]
    return b"".join(bytes([head] + [0x80] * (n - 3) + [0x80 | c >> 6, 0x80 | c & 63] if n > 2 else
                          [0xc0 | c >> 6, 0x80 | c & 63]) for c in d.encode())


for _n in (2, 3, 4):
    both("overlong UTF-8 of %d bytes" % _n, "Content-Type: text/plain; charset=utf-8\n" + C64,
         lambda d, n=_n: lines64(overlong(d, n)), None)
for _name, _mark in (("zero width space", "\u200b"), ("zero width joiner", "\u200d"), ("word joiner", "\u2060"),
                     ("soft hyphen", "\u00ad"), ("no-break mark", "\ufeff"), ("left-to-right mark", "\u200e"),
                     ("invisible plus", "\u2064"), ("mongolian separator", "\u180e"),
                     ("variation selector", "\ufe0f"), ("combining joiner", "\u034f"),
                     ("tag space", "\U000e0020"), ("hangul filler", "\u3164"),
                     ("bidi isolate", "\u2068")):
    both("a %s between all" % _name, "Content-Type: text/plain; charset=utf-8\n" + C64,
         lambda d, m=_mark: lines64(m.join(d)))
both("right-to-left override", "Content-Type: text/plain; charset=utf-8\n" + C64,
     lambda d: lines64("\u202e" + d[::-1] + "\u202c"), None)
both("full-width", "Content-Type: text/plain; charset=utf-8\n" + C64, lambda d: lines64("".join(
    chr(ord(c) + 0xfee0) if "!" <= c <= "~" else c for c in d)))
both("mathematical digits", "Content-Type: text/plain; charset=utf-8\n" + C64, lambda d: lines64("".join(
    chr(0x1d7ce + int(c)) if c.isdigit() else c for c in d)))
both("Arabic-Indic digits", "Content-Type: text/plain; charset=utf-8\n" + C64, lambda d: lines64("".join(
    chr(0x660 + int(c)) if c.isdigit() else c for c in d)))
both("full-width in ISO-2022-JP", "Content-Type: text/plain; charset=iso-2022-jp\n" + C64,
     lambda d: lines64("".join(chr(ord(c) + 0xfee0) if c.isalnum() else c for c in d).encode("iso2022_jp")))
both("full-width in ISO-2022-JP, undeclared", TEXT + C64, lambda d: lines64("".join(
    chr(ord(c) + 0xfee0) if c.isalnum() else c for c in d).encode("iso2022_jp")), SAME)
for _e in ("utf-16-le", "utf-16-be"):
    for _f in ("", "; charset=utf-8", "; charset=utf-16"):
        both("full-width in %s under %r" % (_e, _f), "Content-Type: text/plain%s\n" % _f + C64,
             lambda d, e=_e: lines64(("words " + "".join(
                 chr(ord(c) + 0xfee0) if c.isalnum() else c for c in d)).encode(e)), None)
both("full-width in HZ", "Content-Type: text/plain; charset=hz-gb-2312\n" + C64,
     lambda d: lines64("".join(chr(ord(c) + 0xfee0) if c.isalnum() else c for c in d).encode("hz")))
both("full-width in HZ, undeclared", TEXT + C64, lambda d: lines64("".join(
    chr(ord(c) + 0xfee0) if c.isalnum() else c for c in d).encode("hz")), SAME)
both("full-width in GB 18030, declared UTF-8", "Content-Type: text/plain; charset=utf-8\n" + C64,
     lambda d: lines64("".join(chr(ord(c) + 0xfee0) if c.isalnum() else c for c in d).encode("gb18030")),
     None)
both("full-width in Shift JIS, undeclared", TEXT + C64, lambda d: lines64("".join(
    chr(ord(c) + 0xfee0) if c.isalnum() else c for c in d).encode("shift_jis")), None)
for _name, _form in (("NUL between all", lambda d: b("\0".join(d))), ("one NUL", lambda d: b(d[:4] + "\0" + d[4:])),
                     ("NUL before", lambda d: b"\0" + b(d)), ("ten NUL", lambda d: bytes(10) + b(d) + bytes(10))):
    place("body, " + _name, lambda d, f=_form: raw(TEXT, b"words\r\n" + f(d) + b"\r\n"), None)
    both("base64 body, " + _name, TEXT + C64, lambda d, f=_form: lines64(b"words\r\n" + f(d) + b"\r\n"), None)
for _name, _sep in (("CR", "\r"), ("VT", "\x0b"), ("FF", "\x0c"),
                    ("BS", "x\x08"), ("ESC", "\x1b[1m"), ("DEL", "\x7f")):
    place("body, %s inside" % _name, lambda d, s=_sep: raw(TEXT, b"words\r\n" + b(d[:4] + s + d[4:]) + b"\r\n"),
          None)
    place("body, lines between %s" % _name, lambda d, s=_sep.replace("x", ""): raw(
        TEXT, b("words " + s + d + " " + s + "more words" + s)), None)
place("body, lines that end in LF", lambda d: raw(TEXT, b("words\n" + d + "\nmore words\n")))
for _n in (999, 20000):
    body("a line of %d bytes" % _n, TEXT, lambda d, n=_n: "word " * (n // 5) + d + "\n")
    body("a word of %d bytes" % _n, TEXT, lambda d, n=_n: "x" * n + " " + d + "\n")

# --- where the table of odd mail says: let it pass --------------------------------------------------------------

place("no MIME version", lambda d: raw(TEXT + C64, lines64(d)).replace(b"MIME-Version: 1.0\r\n", b""))
place("MIME version in words", lambda d: raw(TEXT + C64, lines64(d)).replace(b"n: 1.0", b"n: 1.0 (Apple)"))
place("no MIME at all", lambda d: crlf("From: a@foundryrow.example\nTo: b@mail.example\nSubject: x\n\n" + d))
place("8-bit subject", lambda d: plain(d, subject="Café ☃"))
place("8-bit subject that is no UTF-8", lambda d: plain(d).replace(b"Your repair", b"Caf\xe9"))
place("a list footer", lambda d: raw(MIXED % "x", "--x\n\n%s\n--x--\n\n____\nUsers mailing list\n"
                                     "users@lists.example\n" % d))
place("no type, quoted-printable", lambda d: raw(CTE + "quoted-printable\n", quoted(d)))
place("begin at the start of a sentence", lambda d: plain("I think we\nbegin 100 metres from here.\n" + d))
place("base64-like words", lambda d: plain("Donaudampfschifffahrtsgesellschaftskapitaen\n" + d))
place("a table of dashes", lambda d: raw(MIXED % "x", "--x\n\n----\n--\n--- x ---\n%s\n--x--\n" % d))
place("a signature mark before the end", lambda d: raw(MIXED % "x", "--x\n\n%s\n-- \nJ\n--x--\n" % d))
place("a patch", lambda d: plain("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+" + d))
place("a quoted message with fields", lambda d: plain(
    "On Monday A wrote:\n> From: a@b.example\n> Content-Type: text/plain\n>\n> " + d))
place("fields in the text", lambda d: plain("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n" + d))
place("a forward in the text", lambda d: plain(
    "-----Original Message-----\nFrom: a\nSent: b\nTo: c\nSubject: d\n\n" + d))
place("a message's own boundary in its text", lambda d: raw(
    MIXED % "----=_Part_1", "------=_Part_1\n\nit says ----=_Part_1 in these words, and then goes on.\n%s\n------=_Part_1--\n" % d))
place("UTF-7 like words", lambda d: plain("A+B-C, x+y-z and 1+1-2 make\n" + d))
place("a plus address", lambda d: plain("write to ann+repairs-2026@mail.test or\n" + d))
place("an escape of a terminal", lambda d: plain("\x1b[1mbold\x1b[0m\n" + d))
place("an equation", lambda d: plain("a=b=c and x=20 y=3D\n" + d))

# --- 9: names ------------------------------------------------------------------------------------------------------


def name(title, field, make=None):
    """field holds the fields of the part, NAME and its pieces in them."""
    NAMES.append((title, make or (lambda w: multi([(TEXT, "See the file."), (field(w), "hello")]))))


def shown(w, form):
    """A name as the value of a disposition."""
    return "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=%s\n" % form(w)


def percent(w):
    return "".join("%%%02X" % c for c in w.encode())


for _title, _form in (
        ("a token", lambda w: w), ("quoted", lambda w: '"%s"' % w), ("single quotes", lambda w: "'%s'" % w),
        ("no end quote", lambda w: '"%s' % w), ("no start quote", lambda w: '%s"' % w),
        ("blanks round it", lambda w: '"  %s  "' % w), ("a dot behind", lambda w: '"%s."' % w),
        ("dots and blanks behind", lambda w: '"%s. . ."' % w), ("a fold inside", lambda w: '"%s\n %s"' % (
            w[:2], w[2:])), ("a fold before", lambda w: '\n "%s"' % w),
        ("an escape", lambda w: '"%s\\%s"' % (w[:5], w[5:])), ("an escape in a token", lambda w: w[:5] + "\\" + w[5:]),
        ("blanks without quotes", lambda w: "the " + w), ("a comment behind", lambda w: w + " (c)"),
        ("a comment before", lambda w: "(c) " + w), ("a path", lambda w: '"C:\\\\temp\\\\%s"' % w),
        ("a path with slashes", lambda w: '"/tmp/%s"' % w), ("a NUL behind", lambda w: '"%s\0.txt"' % w),
        ("a stream", lambda w: '"%s:zone"' % w), ("a stream of data", lambda w: '"%s::$DATA"' % w),
        ("a zero width blank", lambda w: '"%s\u200b%s"' % (w[:5], w[5:])),
        ("a right-to-left override", lambda w: '"%s\u202etxt.%s"' % (w[:-4], w[-3:])),
        ("a full-width dot", lambda w: '"%s"' % w.replace(".", "．")),
        ("full-width letters", lambda w: '"%s"' % "".join(chr(ord(c) + 0xfee0) for c in w)),
        ("another dot", lambda w: '"%s"' % w.replace(".", "․")), ("capitals", lambda w: '"%s"' % w.upper()),
        ("many blanks", lambda w: '"a.txt%s%s"' % (" " * 200, w[4:])),
        ("a Q word", lambda w: "=?utf-8?Q?%s?=" % w), ("a Q word in quotes", lambda w: '"=?utf-8?Q?%s?="' % w),
        ("a B word", lambda w: "=?utf-8?B?%s?=" % word64(w)),
        ("a B word in quotes", lambda w: '"=?utf-8?B?%s?="' % word64(w)),
        ("two B words", lambda w: '"=?utf-8?B?%s?= =?utf-8?B?%s?="' % (word64(w[:4]), word64(w[4:]))),
        ("two B words, no blank", lambda w: '"=?utf-8?B?%s?==?utf-8?B?%s?="' % (word64(w[:4]), word64(w[4:]))),
        ("two B words, a fold", lambda w: '"=?utf-8?B?%s?=\n =?utf-8?B?%s?="' % (word64(w[:4]), word64(w[4:]))),
        ("words of two kinds", lambda w: '"=?utf-8?B?%s?= =?iso-8859-1?Q?%s?="' % (word64(w[:4]), w[4:])),
        ("a word and letters", lambda w: '"=?utf-8?B?%s?=%s"' % (word64(w[:4]), w[4:])),
        ("a word in UTF-16", lambda w: '"=?utf-16?B?%s?="' % word64(w.encode("utf-16"))),
        ("a word in UTF-7", lambda w: '"=?utf-7?Q?%s?="' % utf7(w).replace("=", "=3D")),
        ("a word of an unknown set", lambda w: '"=?x-nobody?Q?%s?="' % w),
        ("a word with a language", lambda w: '"=?utf-8*en?Q?%s?="' % w),
        ("a word with blanks in it", lambda w: '"=?utf-8?Q?%s %s?="' % (w[:2], w[2:])),
        ("a word without its end", lambda w: '"=?utf-8?Q?%s' % w),
        ("escapes in a Q word", lambda w: '"=?utf-8?Q?%s?="' % quoted(w).strip()),
        ("percent escapes", lambda w: '"%s"' % percent(w)),
        ("a word in percent escapes", lambda w: '"%s"' % percent("=?utf-8?Q?%s?=" % w)),
        ("UTF-8 in Latin-1", lambda w: '"é%s"' % w)):
    name(_title, lambda w, f=_form: shown(w, f))
for _title, _form in (
        ("RFC 2231", lambda w: "filename*=utf-8''%s" % percent(w)),
        ("RFC 2231 with a language", lambda w: "filename*=utf-8'en'%s" % w),
        ("RFC 2231 without quotes", lambda w: "filename*=%s" % percent(w)),
        ("RFC 2231 in quotes", lambda w: "filename*=\"utf-8''%s\"" % percent(w)),
        ("RFC 2231 in UTF-16", lambda w: "filename*=utf-16be''%s" % "".join(
            "%%%02X" % c for c in w.encode("utf-16-be"))),
        ("RFC 2231 in EBCDIC", lambda w: "filename*=ibm037''%s" % "".join(
            "%%%02X" % c for c in w.encode("cp037"))),
        ("pieces", lambda w: "filename*0=%s; filename*1=%s" % (w[:4], w[4:])),
        ("pieces in quotes", lambda w: 'filename*0="%s"; filename*1="%s"' % (w[:4], w[4:])),
        ("pieces out of order", lambda w: "filename*1=%s; filename*0=%s" % (w[4:], w[:4])),
        ("pieces from one", lambda w: "filename*1=%s; filename*2=%s" % (w[:4], w[4:])),
        ("pieces with zeros", lambda w: "filename*00=%s; filename*01=%s" % (w[:4], w[4:])),
        ("pieces with a gap", lambda w: "filename*0=a; filename*2=%s" % w[4:]),
        ("pieces, percent", lambda w: "filename*0*=utf-8''%s; filename*1*=%s" % (percent(w[:4]), percent(w[4:]))),
        ("pieces, mixed", lambda w: "filename*0*=utf-8''%s; filename*1=%s" % (percent(w[:4]), w[4:])),
        ("pieces, words", lambda w: "filename*0=\"=?utf-8?B?%s?=\"; filename*1=\"=?utf-8?B?%s?=\"" % (
            word64(w[:4]), word64(w[4:]))),
        ("pieces of a word", lambda w: "filename*0=\"=?utf-8?B?\"; filename*1=\"%s?=\"" % word64(w)),
        ("a piece twice", lambda w: "filename*0=a; filename*0=%s; filename*1=%s" % (w[:4], w[4:])),
        ("ten pieces", lambda w: "; ".join("filename*%d=%s" % (i, c) for i, c in enumerate(w))),
        ("RFC 2231 and plain", lambda w: "filename=a.txt; filename*=utf-8''%s" % w),
        ("plain and RFC 2231", lambda w: "filename*=utf-8''a.txt; filename=%s" % w),
        ("plain first", lambda w: "filename=%s; filename*=utf-8''a.txt" % w),
        ("twice, the first", lambda w: "filename=%s; filename=a.txt" % w),
        ("twice, the last", lambda w: "filename=a.txt; filename=%s" % w),
        ("RFC 2231 twice, the last", lambda w: "filename*=''a.txt; filename*=''%s" % w),
        ("blanks round the sign", lambda w: "filename = %s" % w), ("a colon", lambda w: "filename: %s" % w),
        ("name for filename", lambda w: "name=%s" % w), ("capitals in the key", lambda w: "FILENAME=%s" % w),
        ("behind another", lambda w: 'size=5; filename="%s"; x=y' % w),
        ("without the semicolon", lambda w: 'filename="a.txt" filename="%s"' % w)):
    name("disposition, " + _title, lambda w, f=_form: "Content-Type: application/octet-stream\n"
         "Content-Disposition: attachment; %s\n" % f(w))
for _title, _form in (
        ("type, plain", "Content-Type: application/octet-stream; name=%s\n"),
        ("type, quoted", 'Content-Type: application/octet-stream; name="%s"\n'),
        ("type, filename", 'Content-Type: application/octet-stream; filename="%s"\n'),
        ("type against disposition", 'Content-Type: application/octet-stream; name="%s"\n'
         "Content-Disposition: attachment; filename=a.txt\n"),
        ("disposition against type", 'Content-Type: application/octet-stream; name="a.txt"\n'
         "Content-Disposition: attachment; filename=%s\n"),
        ("inline", 'Content-Type: text/plain\nContent-Disposition: inline; filename="%s"\n'),
        ("no disposition word", 'Content-Type: text/plain\nContent-Disposition: ; filename="%s"\n'),
        ("no semicolon", 'Content-Type: text/plain\nContent-Disposition: attachment filename="%s"\n'),
        ("unknown disposition", 'Content-Type: text/plain\nContent-Disposition: x-new; filename="%s"\n'),
        ("two dispositions, the first", "Content-Disposition: attachment; filename=%s\n"
         "Content-Disposition: attachment; filename=a.txt\n"),
        ("two dispositions, the last", "Content-Disposition: attachment; filename=a.txt\n"
         "Content-Disposition: attachment; filename=%s\n"),
        ("location", "Content-Type: application/octet-stream\nContent-Location: %s\n"),
        ("location with a host", "Content-Type: application/octet-stream\nContent-Location: "
         "http://a.example/b/%s\n"),
        ("location with a query", "Content-Type: application/octet-stream\nContent-Location: "
         "http://a.example/b/%s?x=y\n"),
        ("description", "Content-Type: application/octet-stream\nContent-Description: %s\n"),
        ("a blank before the colon", "Content-Disposition : attachment; filename=%s\n"),
        ("an underscore", "Content_Disposition: attachment; filename=%s\n"),
        ("the whole field folded", "Content-Disposition:\n attachment;\n filename\n =\n %s\n"),
        ("a forged end of the field", "Content-Disposition: attachment; a=\"b; filename=%s\n")):
    name(_title, lambda w, f=_form: f % w)
name("of the message itself", None, lambda w: raw(
    "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=%s\n" % w, "hello\n"))
name("uuencode in text", None, lambda w: plain("words\n" + uu("hello", w)))
name("uuencode in base64", None, lambda w: raw(TEXT + C64, lines64("words\n" + uu("hello", w))))
name("uuencode with blanks in the name", None, lambda w: plain("words\n" + uu("hello", "my " + w)))
name("uuencode in an attached message", None, lambda w: multi([(TEXT, "x"), (
    "Content-Type: message/rfc822\n", plain("words\n" + uu("hello", w)))]))
name("yEnc in text", None, lambda w: raw(TEXT, b"words\r\n" + yenc(b"hello", w)))
name("xxencode in text", None, lambda w: plain("words\n" + xx(b"hello", w)))
name("BinHex in text", None, lambda w: plain("words\n" + binhex(b"hello", w)))
name("in an attached message", None, lambda w: multi([(TEXT, "x"), (
    "Content-Type: message/rfc822\n", multi([(TEXT, "x"), (shown(w, str), "hello")]))]))
name("in an encoded message", None, lambda w: multi([(TEXT, "x"), (
    "Content-Type: message/rfc822\n" + C64, lines64(multi([(TEXT, "x"), (shown(w, str), "hello")])))]))
name("external body", None, lambda w: multi([(TEXT, "x"), (
    "Content-Type: message/external-body; access-type=anon-ftp; site=a.example; name=%s\n" % w,
    "Content-Type: text/plain\n\n")]))
