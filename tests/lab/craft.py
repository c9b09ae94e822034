"""Messages and files made byte by byte, so that a test says exactly what it sends."""

import base64
import io
import struct
import zipfile

INSIDE = "j.smith@foundryrow.example"
OUTSIDE = "someone@mail.example"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "Content-Type: text/plain; charset=utf-8\n"

HEAD = ("From: " + INSIDE + "\nTo: " + OUTSIDE + "\nSubject: %s\n"
        "Date: Tue, 05 May 2026 10:15:00 +0100\nMessage-ID: <a@foundryrow.example>\n"
        "MIME-Version: 1.0\n")


def crlf(x):
    """Text with LF to bytes with CRLF; bytes stay as they are."""
    return x if isinstance(x, bytes) else x.replace("\n", "\r\n").encode()


def b64(data):
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def raw(header, body, subject="Your repair"):
    """A message of these header lines (after the usual ones) and this body."""
    return crlf(HEAD % subject + header) + b"\r\n" + crlf(body)


def plain(body, subject="Your repair", type="text/plain; charset=utf-8", encoding="8bit",
          extra=""):
    return raw("%sContent-Type: %s\nContent-Transfer-Encoding: %s\n" % (extra, type, encoding),
               body if isinstance(body, bytes) else body + "\n", subject)


def html(body):
    return plain("<html><body>" + body + "</body></html>", type="text/html; charset=utf-8")


def multi(parts, sub="mixed", boundary="b0und", subject="Your repair", extra=""):
    """A multipart of (header lines, body)."""
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + crlf(h) + b"\r\n" + crlf(x) + b"\r\n"
                    for h, x in parts)
    return raw('%sContent-Type: multipart/%s; boundary="%s"\n' % (extra, sub, boundary),
               body + b"--" + boundary.encode() + b"--\r\n", subject)


def attached(name, type, data, body="See the file."):
    """A short text and one file."""
    return multi([(TEXT, body), ('Content-Type: %s; name="%s"\nContent-Disposition: attachment; '
                                 'filename="%s"\nContent-Transfer-Encoding: base64\n'
                                 % (type, name, name), b64(data))])


# --- archives ---------------------------------------------------------------------------


def zipped(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(name, data)
    return out.getvalue()


def sealed(name, aes=True):
    """An archive of one member that is ciphertext by its format: AES-256 or ZipCrypto."""
    size = 220
    data = bytes((i * 197 + 89 * (i >> 3) + 31) & 0xff for i in range(size))
    extra = struct.pack("<HHHBBBH", 0x9901, 7, 2, 0x41, 0x45, 3, 8) if aes else b""
    common = struct.pack("<HHHHHIIIHH", 51 if aes else 20, 1, 99 if aes else 8, 0, 0x5CA5,
                         0 if aes else 0x12345678, size, 400, len(name), len(extra))
    local = b"PK\3\4" + common + name.encode() + extra + data
    central = (b"PK\1\2" + struct.pack("<H", 51) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0)
               + name.encode() + extra)
    return (local + central + b"PK\5\6"
            + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0))


# --- office files -------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _package(main, main_type, members):
    types = ('<?xml version="1.0"?><Types xmlns="%s/content-types"><Default Extension="rels" '
             'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
             'Extension="xml" ContentType="application/xml"/><Override PartName="/%s" '
             'ContentType="%s.main+xml"/></Types>' % (_PACKAGE, main, main_type))
    rels = ('<?xml version="1.0"?><Relationships xmlns="%s/relationships"><Relationship Id="rId1" '
            'Type="%s/officeDocument" Target="%s"/></Relationships>' % (_PACKAGE, _OFFICE, main))
    return zipped(("[Content_Types].xml", types), ("_rels/.rels", rels), *members)


def para(*runs):
    return "<w:p>" + "".join('<w:r><w:t xml:space="preserve">%s</w:t></w:r>' % r
                             for r in runs) + "</w:p>"


def docx(body, *more):
    doc = '<?xml version="1.0"?><w:document %s><w:body>%s</w:body></w:document>' % (_W, body)
    return _package("word/document.xml", DOCX, [("word/document.xml", doc)] + list(more))


def docx_part(name, root, body):
    """A further part, such as word/comments.xml with the root comments."""
    return name, "<?xml version='1.0'?><w:%s %s>%s</w:%s>" % (root, _W, body, root)


def cell(value):
    """A number, an inline text, or ("s", index) of the shared strings."""
    if isinstance(value, tuple):
        return '<c r="@" t="s"><v>%d</v></c>' % value[1]
    if isinstance(value, str):
        return '<c r="@" t="inlineStr"><is><t>%s</t></is></c>' % value
    return '<c r="@"><v>%s</v></c>' % value


def xlsx(*sheets, shared=(), hidden=False):
    """Sheets are lists of rows of values; hidden hides the last one."""
    names, rels, members = "", "", []
    for i, rows in enumerate(sheets, 1):
        state = ' state="hidden"' if hidden and i == len(sheets) else ""
        names += '<sheet name="S%d" sheetId="%d"%s r:id="rId%d"/>' % (i, i, state, i)
        rels += ('<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>'
                 % (i, _OFFICE, i))
        data = "".join('<row r="%d">%s</row>' % (n, "".join(
            cell(v).replace("@", "%c%d" % (65 + k, n)) for k, v in enumerate(row)))
            for n, row in enumerate(rows, 1))
        members.append(("xl/worksheets/sheet%d.xml" % i, '<?xml version="1.0"?><worksheet %s>'
                        "<sheetData>%s</sheetData></worksheet>" % (_S, data)))
    rels += ('<Relationship Id="rId99" Type="%s/sharedStrings" Target="sharedStrings.xml"/>'
             % _OFFICE)
    members += [
        ("xl/workbook.xml", '<?xml version="1.0"?><workbook %s xmlns:r="%s"><sheets>%s</sheets>'
         "</workbook>" % (_S, _OFFICE, names)),
        ("xl/_rels/workbook.xml.rels", '<?xml version="1.0"?><Relationships xmlns="%s/relationships'
         '">%s</Relationships>' % (_PACKAGE, rels)),
        ("xl/sharedStrings.xml", '<?xml version="1.0"?><sst %s>%s</sst>'
         % (_S, "".join("<si>%s</si>" % x for x in shared)))]
    return _package("xl/workbook.xml", XLSX, members)
