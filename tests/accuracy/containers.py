"""The same text in a mail, in each container that staff use.

A text is a list of lines; a line that begins with "|" is a row of a table.  CONTAINERS holds
name -> function(message) -> bytes of the whole mail.  A message has: id, subject, to, cc, name (of
the file, without ending), cover (the mail's own words beside a file) and text.
"""

import base64
import datetime
import html as escape_html
import io
import quopri
import re
import struct
import sys
import unicodedata
import zipfile
import zlib
from os.path import abspath, dirname, join
from xml.sax.saxutils import escape

sys.path.insert(0, join(dirname(abspath(__file__)), "..", "lab"))
from craft import DOCX, XLSX, docx, para, zipped

CONTAINERS = {}
SENDER = "j.smith@foundryrow.example"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODF = "application/vnd.oasis.opendocument."


def container(f):
    CONTAINERS[f.__name__.rstrip("_")] = f
    return f


# --- lines and tables ---------------------------------------------------------------------


def cells(line):
    return [c.strip() for c in line.strip().strip("|").split("|")]


def blocks(text):
    """("p", line) and ("t", rows) in order; empty lines are left out."""
    out = []
    for line in text.split("\n"):
        if line.startswith("|"):
            if not out or out[-1][0] != "t":
                out.append(("t", []))
            out[-1][1].append(cells(line))
        elif line.strip():
            out.append(("p", line))
    return out


def in_charset(text, name):
    try:
        text.encode(name)
        return True
    except UnicodeEncodeError:
        return False


def as_text(text):
    """Tables as a spreadsheet pastes them: a tab between cells."""
    return "\n".join("\t".join(cells(x)) if x.startswith("|") else x for x in text.split("\n"))


def as_html(text):
    out = []
    for kind, x in blocks(text):
        if kind == "p":
            out.append('<p class="MsoNormal">%s</p>' % escape_html.escape(x))
        else:
            out.append("<table border=1>%s</table>" % "".join("<tr>%s</tr>" % "".join(
                "<td><p class=MsoNormal>%s</p></td>" % escape_html.escape(c) for c in row)
                for row in x))
    return ('<html><head><meta charset="utf-8"><style>p.MsoNormal {margin:0cm;font-size:11.0pt}'
            "</style></head><body lang=EN-GB>\n%s\n</body></html>" % "\n".join(out))


# --- the mail ------------------------------------------------------------------------------


def word(text):
    """A header value, encoded where it must be."""
    try:
        text.encode("ascii")
        return text
    except UnicodeEncodeError:
        return "\r\n ".join("=?utf-8?B?%s?=" % base64.b64encode(text[i:i + 12].encode()).decode()
                            for i in range(0, len(text), 12))


def head(m, subject=None):
    out = "From: J Smith <%s>\r\nTo: %s\r\n" % (SENDER, ",\r\n ".join(m.to))
    if m.cc:
        out += "Cc: %s\r\n" % ",\r\n ".join(m.cc)
    return (out + "Subject: %s\r\nDate: Tue, 05 May 2026 10:15:00 +0100\r\nMessage-ID: <%s@"
            "foundryrow.example>\r\nMIME-Version: 1.0\r\n"
            % (word(m.subject if subject is None else subject), m.id)).encode()


def crlf(text):
    return text.replace("\n", "\r\n").encode()


def b64(data):
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def single(m, type, encoding, data, subject=None):
    fields = ("Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n" % (type, encoding)).encode()
    if m.add:
        return parts(m, "mixed", [(fields, data)], subject=subject)
    return head(m, subject) + fields + b"\r\n" + data + b"\r\n"


def parts(m, sub, items, boundary="=_b0und", subject=None):
    """A multipart of (fields, body), and the file that the message adds."""
    if m.add and sub == "mixed":
        items = items + [file_part(*m.add)]
    body = b"".join(b"--%s\r\n%s\r\n%s\r\n" % (boundary.encode(), f, x) for f, x in items)
    return head(m, subject) + ('Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (sub, boundary)
                      ).encode() + body + b"--%s--\r\n" % boundary.encode()


def words(text):
    return b"Content-Type: text/plain; charset=utf-8\r\n", crlf(text)


def parameter(key, value):
    """A parameter by RFC 2231 where it must be."""
    try:
        value.encode("ascii")
        return '%s="%s"' % (key, value)
    except UnicodeEncodeError:
        return "%s*=utf-8''%s" % (key, "".join(
            chr(c) if chr(c).isalnum() and c < 128 else "%%%02X" % c for c in value.encode()))


def file_part(name, type, data):
    return ("Content-Type: %s; %s\r\nContent-Disposition: attachment; %s\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            % (type, parameter("name", name), parameter("filename", name))).encode(), b64(data)


def attached(m, ending, type, data):
    return parts(m, "mixed", [words(m.cover + "\n"), file_part(m.name + ending, type, data)])


@container
def text(m):
    return single(m, "text/plain; charset=utf-8", "8bit", crlf(as_text(m.text)))


@container
def flowed(m):
    out = []
    for line in as_text(m.text).split("\n"):
        while len(line) > 66 and " " in line[30:66]:
            cut = line.rindex(" ", 30, 66) + 1
            out.append(line[:cut])
            line = line[cut:]
        out.append(line.rstrip())
    return single(m, "text/plain; charset=utf-8; format=flowed", "8bit", crlf("\n".join(out)))


@container
def reply(m):
    """The text is what is replied to, below a harmless line."""
    old = "\n".join("> " + x for x in as_text(m.text).split("\n"))
    return single(m, "text/plain; charset=utf-8", "8bit", crlf(
        m.cover + "\n\nOn 4 May 2026 at 16:02, the duty desk wrote:\n" + old), "Re: " + m.subject)


@container
def html(m):
    return single(m, "text/html; charset=utf-8", "8bit", crlf(as_html(m.text)))


@container
def spans(m):
    """As a word processor writes HTML: an element begins anywhere in a word or number."""
    pieces = re.split(r"(<[^>]*>|&[^;]*;)", as_html(m.text).partition("<body")[2])
    for i in range(0, len(pieces), 2):
        pieces[i] = re.sub(r"(?<=[A-Za-z0-9])([0-9][A-Za-z0-9]*)", r"<span lang=EN-GB>\1</span>", pieces[i])
    return single(m, "text/html; charset=utf-8", "8bit", crlf("<html><body" + "".join(pieces)))


@container
def alternative(m):
    return parts(m, "alternative", [words(as_text(m.text)), (
        b"Content-Type: text/html; charset=utf-8\r\n", crlf(as_html(m.text)))])


@container
def qp(m):
    data = quopri.encodestring(as_text(m.text).encode()).replace(b"\n", b"\r\n")
    return single(m, "text/plain; charset=utf-8", "quoted-printable", data)


@container
def qphtml(m):
    data = quopri.encodestring(as_html(m.text).encode()).replace(b"\n", b"\r\n")
    return single(m, "text/html; charset=utf-8", "quoted-printable", data)


@container
def base64_(m):
    return single(m, "text/plain; charset=utf-8", "base64", b64(crlf(as_text(m.text))))


@container
def utf16(m):
    data = as_text(m.text).replace("\n", "\r\n").encode("utf-16")
    return single(m, "text/plain; charset=utf-16", "base64", b64(data))


@container
def latin1(m):
    text = as_text(m.text).replace("\n", "\r\n")
    for name in ("1252", "1250"):
        if in_charset(text, "cp" + name):
            return single(m, "text/plain; charset=windows-" + name, "8bit", text.encode("cp" + name))
    return single(m, "text/plain; charset=utf-8", "8bit", text.encode())


@container
def subject(m):
    return single(m, "text/plain; charset=utf-8", "8bit", crlf(m.cover), as_text(m.text).strip())


@container
def filename(m):
    name = re.sub(r'[/\\:"]', "-", as_text(m.text).strip().rstrip(".").replace("\t", " "))
    return parts(m, "mixed", [words(m.cover + "\n"), file_part(
        name + ".docx", DOCX, docx(para("Please see the covering email.")))])


@container
def eml(m):
    """The text in a mail that is attached."""
    inner = single(m, "text/plain; charset=utf-8", "8bit", crlf(as_text(m.text)))
    return parts(m, "mixed", [words(m.cover + "\n"), (
        b"Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=old.eml\r\n",
        inner)])


# --- plain files ----------------------------------------------------------------------------


@container
def txt(m):
    return attached(m, ".txt", "text/plain; charset=utf-8", crlf(as_text(m.text)))


def quoted(value):
    return '"%s"' % value.replace('"', '""') if re.search(r'[",\n;]', value) else value


def as_csv(text, sep=","):
    rows = [r for kind, x in blocks(text) for r in (x if kind == "t" else [[x]])]
    return "\r\n".join(sep.join(map(quoted, r)) for r in rows) + "\r\n"


@container
def csv(m):
    return attached(m, ".csv", "text/csv", b"\xef\xbb\xbf" + as_csv(m.text).encode())


@container
def csv16(m):
    return attached(m, ".csv", "text/csv", as_csv(m.text, "\t").encode("utf-16"))


@container
def rtf(m):
    def run(x):
        out = re.sub(r"([\\{}])", r"\\\1", x)
        return "".join(c if ord(c) < 128 else "\\u%d?" % (ord(c) if ord(c) < 32768
                                                          else ord(c) - 65536) for c in out)
    out = []
    for kind, x in blocks(m.text):
        if kind == "p":
            out.append("\\pard\\plain\\f0\\fs22 %s\\par" % run(x))
        else:
            for row in x:
                out.append("\\trowd%s\\pard\\intbl %s\\row" % (
                    "".join("\\cellx%d" % (2000 * (i + 1)) for i in range(len(row))),
                    "".join(run(c) + "\\cell " for c in row)))
    data = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\n%s}" % "\n".join(out)
    return attached(m, ".rtf", "application/rtf", data.encode("ascii"))


def fold(line):
    """Lines of a calendar are folded at 75 octets (RFC 5545)."""
    out, row = [], b""
    for c in line:
        if len(row) + len(c.encode()) > 74:
            out.append(row)
            row = b" "
        row += c.encode()
    return b"\r\n".join(out + [row])


def ical(value):
    return re.sub(r"([\\;,])", r"\\\1", value).replace("\n", "\\n")


@container
def ics(m):
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Calendar//EN", "METHOD:REQUEST",
            "BEGIN:VEVENT", "UID:%s@foundryrow.example" % m.id, "DTSTAMP:20260505T091500Z",
            "DTSTART:20260512T130000Z", "DTEND:20260512T140000Z", "SUMMARY:" + ical(m.subject),
            "DESCRIPTION:" + ical(as_text(m.text)), "END:VEVENT", "END:VCALENDAR"]
    data = b"\r\n".join(map(fold, rows)) + b"\r\n"
    return parts(m, "mixed", [words(m.cover + "\n"), file_part("invite.ics", "text/calendar", data)])


@container
def vcf(m):
    """The text is the note of a card of the house, without a person of its own."""
    rows = ["BEGIN:VCARD", "VERSION:3.0", "FN:Foundry Row Housing Association",
            "ORG:Foundry Row Housing Association",
            "NOTE:" + ical(as_text(m.text)), "END:VCARD"]
    data = b"\r\n".join(map(fold, rows)) + b"\r\n"
    return attached(m, ".vcf", "text/vcard", data)


@container
def vcards(m):
    """The text is the file itself: cards as an address book writes them."""
    return attached(m, ".vcf", "text/vcard", crlf(m.text) + b"\r\n")


@container
def archive(m):
    return attached(m, ".zip", "application/zip", zipped((m.name + ".txt", as_text(m.text))))


@container
def archives(m):
    inner = zipped((m.name + ".docx", as_docx(m.text)))
    return attached(m, ".zip", "application/zip", zipped(("folder/" + m.name + ".zip", inner)))


# --- office files ----------------------------------------------------------------------------


def as_docx(text):
    out = []
    for kind, x in blocks(text):
        if kind == "p":
            cut = len(x) // 2           # a word processor splits runs anywhere
            out.append(para(escape(x[:cut]), escape(x[cut:])))
        else:
            out.append("<w:tbl>%s</w:tbl>" % "".join("<w:tr>%s</w:tr>" % "".join(
                "<w:tc>%s</w:tc>" % para(escape(c)) for c in row) for row in x))
    return docx("".join(out))


@container
def docx_(m):
    return attached(m, ".docx", DOCX, as_docx(m.text))


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEETS = XLSX[:-len("sheet")]
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def relations(*items):
    """(id, type, target)"""
    return '%s<Relationships xmlns="%s">%s</Relationships>' % (_XML, _RELS, "".join(
        '<Relationship Id="%s" Type="%s/%s" Target="%s"/>' % (i, _OFFICE, t, target)
        for i, t, target in items))


def types(parts):
    return ('%s<Types xmlns="%s"><Default Extension="rels" ContentType="application/vnd.openxmlformats'
            '-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>%s'
            "</Types>" % (_XML, _TYPES, "".join('<Override PartName="%s" ContentType="%s"/>' % x
                                                for x in parts)))


def rows_of(text):
    return [r for kind, x in blocks(text) for r in (x if kind == "t" else [[x]])]


def xlsx_cell(value, ref):
    """Digits become a number, as a spreadsheet does (leading zeros go), a date its serial."""
    if re.fullmatch(r"\d{5,15}", value):
        return '<c r="%s"><v>%d</v></c>' % (ref, int(value))
    date = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", value)
    if date:
        day, month, year = map(int, date.groups())
        n = datetime.date(year, month, day) - datetime.date(1899, 12, 30)
        return '<c r="%s" s="1"><v>%d</v></c>' % (ref, n.days)
    return '<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (ref, escape(value))


def as_xlsx(text):
    data = "".join('<row r="%d">%s</row>' % (n, "".join(
        xlsx_cell(v, "%c%d" % (65 + k, n)) for k, v in enumerate(row)))
        for n, row in enumerate(rows_of(text), 1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped(
        ("[Content_Types].xml", types(parts=[
            ("/xl/workbook.xml", XLSX + ".main+xml"),
            ("/xl/worksheets/sheet1.xml", _SHEETS + "worksheet+xml"),
            ("/xl/styles.xml", _SHEETS + "styles+xml")])),
        ("_rels/.rels", relations(("rId1", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", '%s<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="Sheet1" '
         'sheetId="1" r:id="rId1"/></sheets></workbook>' % (_XML, main, _OFFICE)),
        ("xl/_rels/workbook.xml.rels", relations(("rId1", "worksheet", "worksheets/sheet1.xml"),
                                                 ("rId2", "styles", "styles.xml"))),
        ("xl/styles.xml", '%s<styleSheet xmlns="%s"><fonts count="1"><font/></fonts><fills count="1">'
         '<fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/>'
         '</cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat='
         '"1"/></cellXfs></styleSheet>' % (_XML, main)),
        ("xl/worksheets/sheet1.xml", '%s<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>'
         % (_XML, main, data)))


@container
def xlsx_(m):
    return attached(m, ".xlsx", XLSX, as_xlsx(m.text))


def as_pptx(text):
    def line(x):
        return "<a:p><a:r><a:rPr lang=\"en-GB\"/><a:t>%s</a:t></a:r></a:p>" % escape(x)
    shapes = []
    for kind, x in blocks(text):
        if kind == "p":
            shapes.append('<p:sp><p:nvSpPr><p:cNvPr id="2" name="Text 1"/><p:cNvSpPr/><p:nvPr/>'
                          "</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>%s</p:txBody></p:sp>" % line(x))
        else:
            rows = "".join("<a:tr h=\"1\">%s</a:tr>" % "".join(
                "<a:tc><a:txBody><a:bodyPr/>%s</a:txBody></a:tc>" % line(c) for c in row)
                for row in x)
            shapes.append('<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="3" name="Table"/>'
                          "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm/><a:graphic>"
                          '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"'
                          "><a:tbl>%s</a:tbl></a:graphicData></a:graphic></p:graphicFrame>" % rows)
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    names = 'xmlns:p="%s" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' \
            'xmlns:r="%s"' % (p, _OFFICE)
    return zipped(
        ("[Content_Types].xml", types(parts=[
            ("/ppt/presentation.xml", PPTX + ".main+xml"),
            ("/ppt/slides/slide1.xml", PPTX[:-len("presentation")] + "slide+xml")])),
        ("_rels/.rels", relations(("rId1", "officeDocument", "ppt/presentation.xml"))),
        ("ppt/presentation.xml", '%s<p:presentation %s><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
         "</p:sldIdLst></p:presentation>" % (_XML, names)),
        ("ppt/_rels/presentation.xml.rels", relations(("rId1", "slide", "slides/slide1.xml"))),
        ("ppt/slides/slide1.xml", "%s<p:sld %s><p:cSld><p:spTree>%s</p:spTree></p:cSld></p:sld>"
         % (_XML, names, "".join(shapes))))


@container
def pptx(m):
    return attached(m, ".pptx", PPTX, as_pptx(m.text))


_ODF_NAMES = " ".join('xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % x for x in (
    ("office", "office"), ("text", "text"), ("table", "table"), ("manifest", "manifest")))


def odf(kind, body):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("mimetype", ODF + kind, zipfile.ZIP_STORED)
        z.writestr("content.xml", '<?xml version="1.0" encoding="UTF-8"?><office:document-content %s '
                   'office:version="1.2"><office:body>%s</office:body></office:document-content>'
                   % (_ODF_NAMES, body))
        z.writestr("META-INF/manifest.xml", '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
                   '%s manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:'
                   'media-type="%s%s"/><manifest:file-entry manifest:full-path="content.xml" manifest:'
                   'media-type="text/xml"/></manifest:manifest>' % (_ODF_NAMES, ODF, kind))
    return out.getvalue()


def odf_table(rows):
    def one(value):
        date = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", value)
        typed = 'office:value-type="string"'
        if date:
            typed = 'office:value-type="date" office:date-value="%s-%s-%s"' % date.groups()[::-1]
        elif re.fullmatch(r"\d{5,15}", value):
            typed, value = 'office:value-type="float" office:value="%d"' % int(value), str(int(value))
        return "<table:table-cell %s><text:p>%s</text:p></table:table-cell>" % (typed, escape(value))
    return '<table:table table:name="Sheet1">%s</table:table>' % "".join(
        "<table:table-row>%s</table:table-row>" % "".join(map(one, row)) for row in rows)


@container
def ods(m):
    return attached(m, ".ods", ODF + "spreadsheet", odf(
        "spreadsheet", "<office:spreadsheet>%s</office:spreadsheet>" % odf_table(rows_of(m.text))))


@container
def odt(m):
    body = "".join("<text:p>%s</text:p>" % escape(x) if kind == "p" else odf_table(x)
                   for kind, x in blocks(m.text))
    return attached(m, ".odt", ODF + "text", odf("text", "<office:text>%s</office:text>" % body))


# --- pages -------------------------------------------------------------------------------------


def pdf_lines(text):
    """[(x, line)]: prose wrapped at 90 characters, cells at columns of their own."""
    out = []
    for kind, x in blocks(text):
        if kind == "p":
            while len(x) > 90:
                cut = x.rfind(" ", 0, 90)
                cut = cut if cut > 0 else 90
                out.append([(50, x[:cut])])
                x = x[cut:].lstrip()
            out.append([(50, x)])
        else:
            width = 500 // max(len(r) for r in x)
            out += [[(50 + i * width, c) for i, c in enumerate(row)] for row in x]
    return out


def as_pdf(text):
    """Pages in Helvetica by the standard encoding of Windows, one line below the other."""
    def show(x):
        plain = "".join(c if in_charset(c, "cp1252") else unicodedata.normalize("NFKD", c)[0] for c in x)
        raw = re.sub(rb"([\\()])", rb"\\\1", plain.encode("cp1252", "replace"))
        return b"(" + raw + b") Tj"
    lines = pdf_lines(text)
    pages = [lines[i:i + 50] for i in range(0, len(lines), 50)] or [[]]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Kids [%s] /Count %d >>"
               % (b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages))), len(pages)),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    for page in pages:
        content = b"BT /F1 9 Tf\n" + b"".join(
            b"1 0 0 1 %d %d Tm %s\n" % (x, 800 - 15 * n, show(c))
            for n, row in enumerate(page) for x, c in row) + b"ET"
        packed = zlib.compress(content)
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << "
                       b"/F1 3 0 R >> >> /Contents %d 0 R >>" % (len(objects) + 2))
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
                       % (len(packed), packed))
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for n, x in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, x)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, b"".join(
        b"%010d 00000 n \n" % p for p in places)) + (
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(out)))


@container
def pdf(m):
    return attached(m, ".pdf", "application/pdf", as_pdf(m.text))


# --- Outlook -------------------------------------------------------------------------------------


def compound(streams):
    """An OLE compound file of these streams of the root ([MS-CFB]), all in the small-stream part."""
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    mini, minifat, starts = b"", [], []
    for _, data in streams:
        n = (len(data) + 63) // 64
        starts.append((len(minifat) if n else end, len(data)))
        minifat += [len(minifat) + i + 1 for i in range(n - 1)] + ([end] if n else [])
        mini += data.ljust(n * 64, b"\0")

    def entry(name, kind, left, right, child, start, size):
        raw = name.encode("utf-16-le")
        return (raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, left, right, child)
                + bytes(36) + struct.pack("<IQ", start, size))

    order = sorted(range(len(streams)), key=lambda i: (len(streams[i][0]), streams[i][0].upper()))
    links = {}

    def tree(a, b):
        """A balanced search tree over order[a:b]; the place of its root in the directory."""
        if a >= b:
            return free
        mid = (a + b) // 2
        links[order[mid]] = (tree(a, mid), tree(mid + 1, b))
        return order[mid] + 1

    root = tree(0, len(order))
    sector = lambda data: data.ljust((len(data) + 511) // 512 * 512, b"\0")
    mini_sectors, count = sector(mini), 0
    directory = b"".join(entry(streams[i][0], 2, *links[i], free, *starts[i])
                         for i in range(len(streams)))
    parts_ = [sector(b"".join(struct.pack("<I", x) for x in minifat)
                     .ljust((len(minifat) * 4 + 511) // 512 * 512, b"\xff")), mini_sectors]
    used, first = [], []
    place = 1
    for x in parts_:
        n = len(x) // 512
        first.append(place if n else end)
        used += [place + i + 1 for i in range(n - 1)] + ([end] if n else [])
        place += n
    entries = entry("Root Entry", 5, free, free, root, first[1], len(mini)) + directory
    while len(entries) % 512:
        entries += bytes(64) + struct.pack("<HBBIII", 0, 0, 0, free, free, free) + bytes(48)
    n = len(entries) // 512
    directory_at = place
    used += [place + i + 1 for i in range(n - 1)] + [end]
    table = [fat_sector] + used
    assert len(table) <= 128, "one sector of the table is enough for a short mail"
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
              + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
              + struct.pack("<IIIIIIIIII", 0, 1, directory_at, 0, 4096, first[0],
                            len(parts_[0]) // 512, end, 0, 0) + b"\xff" * 432)
    fat = b"".join(struct.pack("<I", x) for x in table).ljust(512, b"\xff")
    return header + fat + b"".join(parts_) + entries


@container
def msg(m):
    """A mail that was saved from Outlook ([MS-OXMSG]): subject, body, class."""
    values = [("0037", m.subject), ("1000", as_text(m.text).replace("\n", "\r\n")),
              ("001A", "IPM.Note"), ("0C1A", "J Smith")]
    streams = [("__substg1.0_%s001F" % tag, value.encode("utf-16-le")) for tag, value in values]
    top = bytes(8) + struct.pack("<IIII", 0, 0, 0, 0) + bytes(8)
    top += b"".join(struct.pack("<HHIII", 0x1F, int(tag, 16), 6, len(value) * 2 + 2, 0)
                    for tag, value in values)
    streams.append(("__properties_version1.0", top))
    return attached(m, ".msg", "application/vnd.ms-outlook", compound(streams))
