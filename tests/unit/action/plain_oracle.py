"""Plain texts by the thousand: makes messages, has rewrite_batch put a
disclaimer into each, and checks with Python alone that the new text is the
old one with the disclaimer at the place where it belongs, that header fields
and other parts have the bytes that they had, and that a second pass changes
nothing.  Arguments: the program, how many messages, a seed."""

import base64
import collections
import email
import random
import re
import subprocess
import sys

N = "\r\n"
DONE, ALREADY, SKIPPED = 0, 1, 2
END, SIGNATURE, QUOTE = 0, 1, 2

# The text, and its form in ASCII.
TEXTS = {
    "plain": ("Confidential: meant for the addressee only.\r\n"
              "Plain Homes, 1 Sample Street.",) * 2,
    "wide": ("Confidential \u2013 meant for the addressee.\r\n"
             "Caf\u00e9 Homes \u00a35.",
             "Confidential - meant for the addressee.\r\n"
             "Cafe Homes GBP5."),
    "accent": ("Caf\u00e9 Homes: for the addressee.\r\n+ 1 ~ 2 = 3 \\ Homes",
               "Cafe Homes: for the addressee.\r\n+ 1 ~ 2 = 3 \\ Homes"),
    "pound": ("Homes for the addressee: \u00a35.",
              "Homes for the addressee: GBP5."),
    "mark": ("The addressee\u2019s Homes", "The addressee's Homes"),
}

# Label, Python's codec, words in it, kind.
ASCII, UTF8, BYTE, PAIR, STATE, SEVEN, UNIT, OTHER = range(8)
CHARSETS = [
    ("", "ascii", "Good day", ASCII),
    ("us-ascii", "ascii", "Good day", ASCII),
    ("US-ASCII", "ascii", "x = y", ASCII),
    ("ANSI_X3.4-1968", "ascii", "Good day", ASCII),
    ("utf-8", "utf-8", "Gr\u00fc\u00dfe \u2014 \u4f60\u597d", UTF8),
    ("UTF-8", "utf-8", "Good day", UTF8),
    ("utf8", "utf-8", "\U0001f600 ok", UTF8),
    ("iso-8859-1", "iso-8859-1", "Caf\u00e9", BYTE),
    ("ISO-8859-1", "iso-8859-1", "Good day", BYTE),
    ("latin1", "iso-8859-1", "\u00fcber", BYTE),
    ("iso-8859-2", "iso-8859-2", "\u0105\u017c", BYTE),
    ("iso-8859-3", "iso-8859-3", "\u0109", BYTE),
    ("iso-8859-4", "iso-8859-4", "\u0113", BYTE),
    ("iso-8859-5", "iso-8859-5", "\u0434\u0430", BYTE),
    ("iso-8859-6", "iso-8859-6", "\u0633\u0644", BYTE),
    ("iso-8859-7", "iso-8859-7", "\u03b1\u03b2", BYTE),
    ("iso-8859-8", "iso-8859-8", "\u05d0\u05d1", BYTE),
    ("iso-8859-8-i", "iso-8859-8", "\u05d0\u05d1", BYTE),
    ("iso-8859-9", "iso-8859-9", "\u011f\u0131", BYTE),
    ("iso-8859-10", "iso-8859-10", "\u0167", BYTE),
    ("iso-8859-13", "iso-8859-13", "\u0173", BYTE),
    ("iso-8859-14", "iso-8859-14", "\u0175\u0177", BYTE),
    ("iso-8859-15", "iso-8859-15", "\u20ac5", BYTE),
    ("iso-8859-16", "iso-8859-16", "\u0219", BYTE),
    ("windows-1250", "cp1250", "\u0159", BYTE),
    ("windows-1251", "cp1251", "\u0434\u0430", BYTE),
    ("windows-1252", "cp1252", "\u201cyes\u201d", BYTE),
    ("cp1252", "cp1252", "\u20ac", BYTE),
    ("windows-1253", "cp1253", "\u03b1", BYTE),
    ("windows-1254", "cp1254", "\u0131", BYTE),
    ("windows-1255", "cp1255", "\u05d0", BYTE),
    ("windows-1256", "cp1256", "\u0633", BYTE),
    ("windows-1257", "cp1257", "\u0173", BYTE),
    ("windows-1258", "cp1258", "\u0111", BYTE),
    ("koi8-r", "koi8-r", "\u0434\u0430", BYTE),
    ("koi8-u", "koi8-u", "\u0454", BYTE),
    ("macintosh", "mac-roman", "\u00e9t\u00e9", BYTE),
    ("ibm437", "cp437", "\u00e9", BYTE),
    ("ibm850", "cp850", "\u00e9", BYTE),
    ("ibm852", "cp852", "\u010d", BYTE),
    ("ibm866", "cp866", "\u0434", BYTE),
    ("tis-620", "tis-620", "\u0e01\u0e02", BYTE),
    ("gb2312", "gb2312", "\u4f60\u597d", PAIR),
    ("gbk", "gbk", "\u4f60\u597d", PAIR),
    ("GB18030", "gb18030", "\u4f60\u597d \u00a3", PAIR),
    ("big5", "big5", "\u4f60\u597d", PAIR),
    ("big5-hkscs", "big5hkscs", "\u4f60\u597d", PAIR),
    ("shift_jis", "shift_jis", "\u3053\u3093", PAIR),
    ("euc-jp", "euc-jp", "\u3053\u3093", PAIR),
    ("euc-kr", "euc-kr", "\uc548\ub155", PAIR),
    ("ks_c_5601-1987", "euc-kr", "\uc548\ub155", PAIR),
    ("iso-2022-jp", "iso2022_jp", "\u3053\u3093", STATE),
    ("ISO-2022-JP", "iso2022_jp", "Good day", STATE),
    ("iso-2022-kr", "iso2022_kr", "\uc548\ub155", STATE),
    ("hz-gb-2312", "hz", "\u4f60\u597d", STATE),
    ("utf-7", "utf-7", "Gr\u00fc\u00dfe + more", SEVEN),
    ("utf-16", "utf-16", "Gr\u00fc\u00dfe \U0001f600", UNIT),
    ("utf-16le", "utf-16-le", "Gr\u00fc\u00dfe", UNIT),
    ("utf-16be", "utf-16-be", "Gr\u00fc\u00dfe", UNIT),
    ("utf-32", "utf-32", "\U0001f600", UNIT),
    ("utf-32le", "utf-32-le", "Gr\u00fc\u00dfe", UNIT),
    ("x-own", "ascii", "Good day", OTHER),
    ("x-own", "iso-8859-1", "Caf\u00e9", OTHER),
    ("ibm037", "cp037", "Good day", OTHER),
]
# Bytes that are not what their label says (D4).
LIES = [
    ("", "utf-8", "Gr\u00fc\u00dfe", ASCII),
    ("", "iso-8859-1", "Caf\u00e9", ASCII),
    ("us-ascii", "utf-8", "Gr\u00fc\u00dfe", ASCII),
    ("us-ascii", "cp1252", "\u201cyes\u201d", ASCII),
    ("utf-8", "iso-8859-1", "Caf\u00e9 au lait", UTF8),
    ("gb2312", "iso-8859-1", "Caf\u00e9 \u00e9", PAIR),
]

QUOTES = [
    "On Mon, 1 May 2023 at 10:00, Al Smith <al@x.example> wrote:\r\n"
    "> Yes\r\n> \r\n> -- \r\n> Al",
    "-----Original Message-----\r\nFrom: Al Smith <al@x.example>\r\n"
    "Sent: 1 May 2023 10:00\r\nTo: Jo <jo@y.example>\r\n"
    "Subject: the roof\r\n\r\nYes\r\n-- \r\nAl",
]
ENCODINGS = ["", "7bit", "8bit", "8BIT (x)", "binary", "quoted-printable",
             "Quoted-Printable", "base64", "BASE64"]

Case = collections.namedtuple(
    "Case", "label codec kind lies encoding layout shape text place ascii "
    "words bytes raw message at width")


# --- what is there -----------------------------------------------------------

def quoted(data, rng):
    """Quoted-printable with soft breaks and letters as mailers write them."""
    hexes = rng.choice(["=%02X", "=%02x"])
    out, line = [], ""
    lines = data.split(b"\r\n")
    for i, part in enumerate(lines):
        line = ""
        for k, c in enumerate(part):
            last = k + 1 == len(part)
            plain = 33 <= c <= 126 and c != 61 or c in b" \t" and not last
            piece = chr(c) if plain else hexes % c
            if len(line) + len(piece) > 75 or rng.random() < 0.01:
                out.append(line + "=")
                line = ""
            line += piece
        out.append(line)
    raw = N.join(out)
    # A text without line end: written with a soft break at times.
    if rng.random() < 0.2 and lines[-1] != b"" and len(line) < 76:
        raw += "=\r\n"
    return raw.encode("ascii")


def based(data, rng):
    width = rng.choice([76, 76, 76, 64, 60, 4, 73, 900])
    raw = base64.b64encode(data).decode("ascii")
    lines = [raw[i:i + width] for i in range(0, len(raw), width)]
    return (N.join(lines) + rng.choice(["", N, N, N + N])).encode("ascii"), \
        width


def author(words, is_flowed, rng):
    lines = ["long " * 240] if rng.random() < 0.02 else []
    for _ in range(rng.randint(1, 4)):
        line = rng.choice(["Hello,", "", words, words + " and more",
                           "a dot:", ".", "From here", "x" * 70])
        if is_flowed and line and rng.random() < 0.5:
            line += " "
        if is_flowed and line.startswith(("From ", ">")):
            line = " " + line
        lines.append(line)
    lines.append(words + (" " if is_flowed and rng.random() < 0.5 else ""))
    return N.join(lines)


def compose(words, layout, place, rng):
    """The old text, and where the disclaimer goes."""
    is_flowed, ending = layout[0] != "", layout[1]
    if rng.random() < 0.02:
        return rng.choice(["", N]), None
    text = author(words, is_flowed, rng)
    quote = rng.choice(["", ""] + QUOTES)
    is_below = quote.startswith("On ") and rng.random() < 0.3
    sign = quote_at = None
    if quote and is_below:
        text = quote + N + N + text
    if rng.random() < 0.5:
        text += N * rng.randint(1, 3)
        sign = len(text)
        text += "-- " + N + "Jo" + N + words
    if quote and not is_below:
        text += N * rng.randint(1, 3)
        quote_at = len(text)
        text += quote
    text += ending
    return text, {END: None, SIGNATURE: sign, QUOTE: quote_at}[place]


def header(label, encoding, layout, rng):
    """Content fields as mailers write them; nothing that says nothing."""
    params = []
    if label:
        form = rng.choice(["charset=%s", "charset=\"%s\"", "Charset=%s",
                           "charset=%s (own)"])
        params.append(form % label)
    params += {"": [], "flowed": ["format=flowed"],
               "delsp": ["delsp=yes", "format=flowed"]}[layout[0]]
    rng.shuffle(params)
    fields = ""
    if params or rng.random() < 0.7:
        fields += "Content-Type: text/plain"
        for p in params:
            fields += ";" + rng.choice([" ", "\r\n\t"]) + p
        fields += rng.choice(["", "", ";"]) + N
    if encoding:
        fields += "Content-Transfer-Encoding: " + encoding + N
    return fields.encode("ascii")


PICTURE = b"--b=_1\r\nContent-Type: image/png; name=a.png\r\n" \
          b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"


def wrap(fields, raw, shape, rng):
    top = b"From: jo@y.example\r\nTo: al@x.example\r\nSubject: roof\r\n" \
        b"Message-ID: <1@y.example>\r\n"
    mime = b"MIME-Version: 1.0\r\n"
    if shape == "root":
        if rng.random() < 0.2:
            mime = b""
        if not raw.endswith(b"\r\n") and raw:
            raw += b"\r\n"      # as an MTA hands it on
        return top + mime + fields + b"\r\n" + raw, raw
    top += mime + b"Content-Type: multipart/mixed; boundary=\"b=_1\"\r\n\r\n"
    part = b"--b=_1\r\n" + fields + b"\r\n" + raw + b"\r\n"
    if shape == "first":
        return top + b"preamble\r\n" + part + PICTURE + \
            b"--b=_1--\r\nepilogue\r\n", raw
    return top + PICTURE + part + b"--b=_1--\r\n", raw


def make(rng):
    lies = rng.random() < 0.08
    label, codec, words, kind = rng.choice(LIES if lies else CHARSETS)
    encoding = rng.choice(ENCODINGS)
    layout = (rng.choice(["", "", "flowed", "delsp"]),
              rng.choice([N, N, "", N * 3, "  " + N, " "]))
    shape = rng.choice(["root", "first", "last"])
    place = rng.choice([END, SIGNATURE, QUOTE])
    text, at = compose(words, layout, place, rng)
    data = text.encode(codec)
    if lies and not is_wide(data):
        return make(rng)
    low = encoding.lower()
    width = 0
    if low == "quoted-printable":
        raw = quoted(data, rng)
    elif low == "base64":
        raw, width = based(data, rng)
    else:
        raw = data
    message, raw = wrap(header(label, encoding, layout, rng), raw, shape, rng)
    # What the MTA put behind an unended text is text.
    if shape == "root" and raw.endswith(b"\r\n") and low != "base64":
        if low != "quoted-printable" and not data.endswith(b"\r\n") and data:
            text += N
            data += b"\r\n"
        if low == "quoted-printable" and not text.endswith(N) and text and \
                not raw.endswith(b"=\r\n"):
            text += N
            data += b"\r\n"
    return Case(label, codec, kind, lies, low, layout, shape,
                rng.choice(sorted(TEXTS)), place, rng.random() < 0.2,
                text, data, raw, message, at, width)


# --- what is to come ----------------------------------------------------------

def is_wide(data):
    return any(c >= 0x80 for c in data)


def is_identity(case):
    return case.encoding not in ("quoted-printable", "base64")


def body_of(message):
    return message.partition(b"\r\n\r\n")[2]


def takes_wide(case):
    """None: never; else whether the part has to be converted for it."""
    if not is_identity(case):
        return False
    is_eight = case.encoding.startswith(("8bit", "binary"))
    if is_eight and is_wide(body_of(case.message)):
        return False
    if case.ascii or (not is_eight and is_wide(case.bytes)):
        return None
    return True


def is_too_long(case):
    """An 8bit part with such a line is converted for it (D7)."""
    return not case.ascii and case.encoding.startswith(("8bit", "binary")) \
        and any(len(x) > 998 for x in case.bytes.split(b"\r\n"))


def can_encode(text, codec):
    try:
        text.encode(codec)
        return True
    except UnicodeEncodeError:
        return False


def expected(case):
    """A reason, or the forms that may go in: (text, is_converted, charset)."""
    skip, forms = expected_form(case)
    if forms and is_too_long(case):
        forms = [(text, True, charset) for text, _, charset in forms]
    return skip, forms


def expected_form(case):
    wide, ascii_form = TEXTS[case.text]
    as_ascii = (ascii_form, False, None)
    if case.kind == UNIT:
        if case.encoding == "binary" and b"\0" in case.bytes:
            return "binary", None
        if case.encoding != "base64":
            return "charset", None
        return None, [(wide, False, None)]
    if case.kind == OTHER and (is_wide(case.bytes) or case.codec == "cp037"):
        # EBCDIC has LF without CR: no text at all, by its bytes.
        return "binary" if case.encoding == "binary" and re.search(
            rb"\r(?!\n)|(?<!\r)\n", case.bytes) else "charset", None
    if case.kind in (STATE, SEVEN) and is_wide(case.bytes):
        return "charset", None
    if case.lies and case.label and case.encoding == "base64" and \
            is_wide(case.bytes):
        return "charset", None
    if wide == ascii_form or case.kind in (OTHER, STATE):
        return None, [as_ascii]
    if case.kind == SEVEN:
        return None, [(wide, False, None)]
    if case.lies and is_wide(case.bytes):
        return None, [as_ascii]
    how = takes_wide(case)
    if how is None or (case.kind == ASCII and case.ascii):
        return None, [as_ascii]
    if case.kind == ASCII:
        return None, [(wide, how, "utf-8")]
    if not can_encode(wide, case.codec):
        return None, [as_ascii]
    if case.kind == PAIR:
        return None, [as_ascii, (wide, how, None)]
    return None, [(wide, how, None)]


def block(case, text):
    """The lines that go in, and where."""
    is_flowed = case.layout[0] != ""
    old, at = case.words, case.at
    above = old if at is None else old[:at]

    def flows(s):
        line = s[:-2] if s.endswith(N) else s
        line = line.split(N)[-1]
        return is_flowed and line.endswith(" ") and line != "-- "

    if at is None:
        is_last = case.shape == "root"
        lead = "" if not old else N if old.endswith(N) else N + N
        tail = N if old.endswith(N) or is_last else ""
        return len(old), lead + (N if flows(old) else "") + text + tail
    bare = above
    have = 0
    while bare.endswith(N) and (bare == N or bare.endswith(N + N)):
        bare = bare[:-2]
        have += 1
    want = 0 if not bare else 2 if flows(bare) else 1
    return at, N * max(0, want - have) + text + N + N


# --- what came -------------------------------------------------------------------

def text_part(message):
    m = email.message_from_bytes(message)
    for part in m.walk():
        if part.get_content_type() == "text/plain":
            return part
    return None


def raw_part(message, shape):
    """Header block and body of the text part, as they are written."""
    if shape == "root":
        return message.split(b"\r\n\r\n", 1)
    delimiter = b"--b=_1\r\n"
    pieces = re.split(rb"(?:^|(?<=\r\n))--b=_1(?:--)?\r\n", message)
    part = pieces[1] if shape == "first" else pieces[2]
    if part.startswith(b"\r\n"):
        return b"", part[2:-2]
    head, _, body = part[:-2].partition(b"\r\n\r\n")
    return head, body


def around(message, shape):
    """All but the text part."""
    if shape == "root":
        return b""
    head, _, rest = message.partition(b"\r\n\r\n")
    pieces = re.split(rb"(?:^|(?<=\r\n))--b=_1(?:--)?\r\n", rest)
    del pieces[1 if shape == "first" else 2]
    return (drop_mark(head), pieces)


def drop_mark(head):
    return re.sub(rb"(^|\r\n)X-Exeat-Notice:[^\r]*(?=\r\n|$)", b"", head)


def fields(head):
    return re.split(rb"\r\n(?![ \t])", head) if head else []


def check_fields(case, form, old, new):
    """Only what was asked for is another one, or is new."""
    _, is_converted, charset = form
    was = fields(old)
    now = fields(drop_mark(new))
    for f in list(now):
        name = f.partition(b":")[0].lower()
        if f in was:
            was.remove(f)
            now.remove(f)
            continue
        if name == b"content-type" and charset:
            mine = [x for x in was if x.lower().startswith(b"content-type:")]
            if not mine:
                now.remove(f)
                continue
            if case.label:
                wanted = re.sub(
                    rb"(charset=)\"?" + re.escape(case.label.encode()) +
                    rb"\"?", rb"\1utf-8", mine[0], flags=re.I)
                if wanted.lower() != f.lower():
                    return "content type: %r" % f
            elif not f.startswith(mine[0]) or f[len(mine[0]):].strip(
                    b"; \r\n\t") != b"charset=utf-8":
                return "content type: %r" % f
            was.remove(mine[0])
            now.remove(f)
        elif name == b"content-transfer-encoding" and is_converted:
            was = [x for x in was if not x.lower().startswith(
                b"content-transfer-encoding:")]
            now.remove(f)
        elif name == b"mime-version" and (is_converted or charset) and \
                f == b"MIME-Version: 1.0":
            now.remove(f)
    return "fields: %r %r" % (was, now) if was or now else None


def check_raw(case, at, old, new):
    """Raw bytes: the old ones, with more at one place."""
    if case.encoding == "base64":
        if case.codec not in ("utf-16", "utf-32"):
            before = len(case.words[:at].encode(case.codec)) // 3 * 4
        else:
            before = 0
        digits = [c for c in old if c not in b"\r\n"][:before]
        kept, n = 0, 0
        while n < len(digits):
            n += old[kept] not in b"\r\n"
            kept += 1
        if new[:kept] != old[:kept]:
            return "base64 before the place changed"
        over = [x for x in new[kept:].split(b"\r\n")[1:] if len(x) > 76]
        if over and case.width <= 76:
            return "a long base64 line"
        return None
    k = 0
    while k < len(old) and k < len(new) and old[k] == new[k]:
        k += 1
    n = 0
    while n < len(old) and old[-1 - n] == new[-1 - n]:
        n += 1
    if k + n < len(old):
        return "old raw bytes are gone"
    if case.encoding == "quoted-printable":
        grown = new[k:len(new) - (len(old) - k)]
        if any(len(x) > 76 for x in grown.split(b"\r\n")[1:]):
            return "a long line of quoted-printable"
    return None


def check_form(case, form, new):
    text, is_converted, charset = form
    at, inserted = block(case, text)
    part = text_part(new)
    data = part.get_payload(decode=True)
    if case.lies and is_wide(case.bytes):
        n = len(case.words[:at].encode(case.codec))
        if data != case.bytes[:n] + inserted.encode() + case.bytes[n:]:
            return "bytes: %r" % data
    else:
        wanted = case.words[:at] + inserted + case.words[at:]
        try:
            is_text = data.decode(charset or case.codec)
        except UnicodeDecodeError:
            return "not in its charset: %r" % data
        if is_text != wanted:
            return "text: %r, not %r" % (is_text, wanted)
        # "no second mark"
        if case.codec in ("utf-16", "utf-32") and case.bytes[:2] != data[:2]:
            return "mark"
    old_head, old_raw = raw_part(case.message, case.shape)
    new_head, new_raw = raw_part(new, case.shape)
    why = check_fields(case, form, old_head, new_head)
    if why:
        return why
    if is_converted:
        over = [x for x in new_raw.split(b"\r\n") if len(x) > 76]
        return "a long line" if over or is_wide(new_raw) else None
    return check_raw(case, at, old_raw, new_raw)


def check(case, result, reason, new):
    skip, forms = expected(case)
    if skip:
        if result != SKIPPED or reason != skip:
            return "%d %s, not %s" % (result, reason, skip)
        return None if new == case.message else "skipped, and changed"
    if result != DONE:
        return "%d %s" % (result, reason)
    if is_wide(new) and not is_wide(case.message):
        return "8-bit bytes came in"
    if around(case.message, case.shape) != around(new, case.shape):
        return "another part changed"
    whys = [check_form(case, f, new) for f in forms]
    return None if None in whys else whys[-1]


# --- all of them --------------------------------------------------------------------

def run(program, asked):
    """[(text, place, options, message)] gives [(result, reason, message)]."""
    feed = b"".join(b"%s %d %s %d\n%s" % (t.encode(), p, o.encode(), len(m), m)
                    for t, p, o, m in asked)
    out = subprocess.run([program], input=feed, stdout=subprocess.PIPE,
                         check=True).stdout
    at = 0
    for _ in asked:
        end = out.index(b"\n", at)
        result, reason, n = out[at:end].split()
        at = end + 1 + int(n)
        yield int(result), reason.decode(), out[end + 1:at]


def main(program, count, seed):
    rng = random.Random(seed)
    cases = [make(rng) for _ in range(count)]
    asked = [(c.text, c.place, "a" if c.ascii else "-", c.message)
             for c in cases]
    answers = list(run(program, asked))
    tally = collections.Counter()
    failed = 0
    for case, (result, reason, new) in zip(cases, answers):
        why = check(case, result, reason, new)
        tally["done" if result == DONE else reason] += 1
        if why:
            failed += 1
            if failed <= 20:
                print("FAIL", why, case._replace(raw=b"", bytes=b""), new,
                      sep="\n  ")
    again = [(a[0], a[1], a[2] + "m", r[2]) for a, r in zip(asked, answers)
             if r[0] == DONE]
    moved = 0
    for one, (result, _, new) in zip(again, run(program, again)):
        if result != ALREADY or new != one[3]:
            moved += 1
            if moved <= 5:
                print("FAIL second pass", result, one)
    print("%d texts: %s; %d wrong, %d changed by a second pass" % (
        count, ", ".join("%d %s" % (n, k) for k, n in tally.most_common()),
        failed, moved))
    return failed > 0 or moved > 0 or tally["done"] < count / 2


sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
