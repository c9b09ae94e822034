"""The generated mails of the benchmark; the same ones for the same seed.

    python3 corpus.py FOLDER [--quick]

Folders: small (2-6 KB, as staff write), office (docx, xlsx and zip
attachments), big (10-25 MB of opaque bytes), mix (80 % small, 18 % office, 2 %
big, as links), size-N (one opaque attachment of N KB), notice-plain, -page
and -both (two versions and 2 MB).  Nothing in them is
anybody's: names and numbers are invented, and no mail holds anything that the
shipped rules would stop.
"""

import argparse
import base64
import io
import os
import random
import zipfile

WORDS = """the of and to in is you that it he was for on are as with his they at be this have from or one had by word
but not what all were we when your can said there use an each which she do how their if will up other about out many
then them these so some her would make like him into time has look two more write go see number no way could people my
than first water been call who oil its now find long down day did get come made may part repair window kitchen joiner
tenancy office visit letter meeting garden close stair landlord contractor estimate invoice board committee minutes
agenda report annual budget paint damp heating boiler radiator plumber electrician survey resident community""".split()

NAMES = ["Okafor", "MacDonald", "Singh", "Nowak", "Smith", "Reid", "Ahmed", "Campbell", "O'Neill", "Fraser"]


def sentence(r):
    n = r.randint(5, 18)
    s = " ".join(r.choice(WORDS) for _ in range(n))
    if r.random() < 0.15:
        s += " %d" % r.randint(1, 4000)
    return s[0].upper() + s[1:] + r.choice([".", ".", ".", "?"])


def prose(r, size):
    lines, line, total = [], "", 0
    while total < size:
        for word in sentence(r).split():
            if len(line) + len(word) > 71:
                lines.append(line)
                total += len(line) + 2
                line = ""
            line += (" " if line else "") + word
        if r.random() < 0.2:
            lines += [line, ""]
            line = ""
    return "\r\n".join(lines + [line]) + "\r\n"


def head(r, subject, kind):
    day = r.randint(1, 28)
    return ("Received: from pc%d.foundryrow.example (pc%d.foundryrow.example [192.0.2.%d])\r\n"
            "\tby mail.foundryrow.example with ESMTPSA; Tue, %02d May 2026 10:15:%02d +0100\r\n"
            "From: J. Smith <j.smith@foundryrow.example>\r\n"
            "To: %s <someone@mail.example>\r\n"
            "Subject: %s\r\n"
            "Date: Tue, %02d May 2026 10:15:%02d +0100\r\n"
            "Message-ID: <%016x@foundryrow.example>\r\n"
            "User-Agent: Thunderbird\r\n"
            "MIME-Version: 1.0\r\n%s" % (
                r.randint(1, 99), r.randint(1, 99), r.randint(1, 250), day, r.randint(0, 59),
                r.choice(NAMES), subject, day, r.randint(0, 59), r.getrandbits(64), kind))


def small(r):
    text = prose(r, r.randint(1200, 3500))
    subject = sentence(r)[:50]
    if r.random() < 0.5:
        return (head(r, subject, "Content-Type: text/plain; charset=utf-8\r\n\r\n") + text).encode()
    html = "<html><body>" + "".join("<p>%s</p>\r\n" % p for p in text.split("\r\n\r\n")) + "</body></html>\r\n"
    mark = "b%016x" % r.getrandbits(64)
    return (head(r, subject, "Content-Type: multipart/alternative; boundary=%s\r\n\r\n" % mark) +
            "--%s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n"
            "--%s\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s\r\n--%s--\r\n" % (
                mark, text[:len(text) // 2], mark, html, mark)).encode()


def encoded(data):
    s = base64.b64encode(data)
    return b"\r\n".join(s[i:i + 76] for i in range(0, len(s), 76)) + b"\r\n"


def attached(r, name, kind, data):
    mark = "b%016x" % r.getrandbits(64)
    text = "The file is attached.\r\n\r\n" + prose(r, 400)
    return ((head(r, "Papers for the meeting", "Content-Type: multipart/mixed; boundary=%s\r\n\r\n" % mark) +
             "--%s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n"
             "--%s\r\nContent-Type: %s\r\nContent-Transfer-Encoding: base64\r\n"
             "Content-Disposition: attachment; filename=\"%s\"\r\n\r\n" % (mark, text, mark, kind, name)).encode() +
            encoded(data) + b"--" + mark.encode() + b"--\r\n")


def zip_of(members, stored=()):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            info = zipfile.ZipInfo(name, (2026, 5, 5, 10, 15, 0))
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            z.writestr(info, data)
    return b.getvalue()


TYPES = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/'
         '2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+'
         'xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
         '<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.%s.main+xml"/></Types>')
RELS = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/'
        'package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/%s" Target="%s"/></Relationships>')


def docx(r, paragraphs, picture):
    body = "".join('<w:p><w:pPr><w:spacing w:after="120"/></w:pPr><w:r><w:rPr><w:lang w:val="en-GB"/></w:rPr><w:t '
                   'xml:space="preserve">%s </w:t></w:r><w:r><w:t>%s</w:t></w:r></w:p>' % (sentence(r), sentence(r))
                   for _ in range(paragraphs))
    main = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
            'wordprocessingml/2006/main"><w:body>%s</w:body></w:document>' % body)
    return zip_of([("[Content_Types].xml", TYPES % ("word/document.xml", "wordprocessingml.document")),
                   ("_rels/.rels", RELS % ("officeDocument", "word/document.xml")),
                   ("word/document.xml", main),
                   ("word/media/image1.png", b"\x89PNG\r\n\x1a\n" + r.randbytes(picture))],
                  stored=("word/media/image1.png",))


def xlsx(r, rows):
    strings, cells = [], []
    for row in range(1, rows + 1):
        line = []
        for column in "ABCD":
            strings.append(sentence(r)[:24])
            line.append('<c r="%s%d" t="s"><v>%d</v></c>' % (column, row, len(strings) - 1))
        for column in "EFG":
            line.append('<c r="%s%d"><v>%d</v></c>' % (column, row, r.randint(1, 99999)))
        cells.append('<row r="%d">%s</row>' % (row, "".join(line)))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zip_of([
        ("[Content_Types].xml", TYPES % ("xl/workbook.xml", "spreadsheetml.sheet")),
        ("_rels/.rels", RELS % ("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", '<workbook xmlns="%s" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
         'relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>' % space),
        ("xl/_rels/workbook.xml.rels", RELS % ("worksheet", "worksheets/sheet1.xml")),
        ("xl/sharedStrings.xml", '<sst xmlns="%s">%s</sst>' % (
            space, "".join("<si><t>%s</t></si>" % s for s in strings))),
        ("xl/worksheets/sheet1.xml", '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (
            space, "".join(cells)))])


def office(r, i):
    kind = i % 3
    if kind == 0:
        return attached(r, "Minutes %d.docx" % i,
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                        docx(r, r.randint(60, 400), r.randint(20000, 150000)))
    if kind == 1:
        return attached(r, "Budget %d.xlsx" % i,
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        xlsx(r, r.randint(200, 1500)))
    return attached(r, "Papers %d.zip" % i, "application/zip",
                    zip_of([("paper %d.txt" % k, prose(r, r.randint(4000, 30000))) for k in range(r.randint(2, 6))]))


def opaque(r, size):
    """A picture that no reader looks into: a PNG signature and noise."""
    return attached(r, "Site photo.png", "image/png", b"\x89PNG\r\n\x1a\n" + r.randbytes(size))


def as_text(r):
    return (head(r, sentence(r)[:50], "Content-Type: text/plain; charset=utf-8\r\n\r\n") +
            prose(r, r.randint(1200, 3500))).encode()


def as_page(r):
    """What Outlook writes: much markup, few words."""
    words = "".join("<p class=MsoNormal><span style='font-size:11.0pt;font-family:\"Calibri\",sans-serif'>"
                    "%s<o:p></o:p></span></p>\r\n" % p for p in prose(r, r.randint(1200, 3500)).split("\r\n\r\n"))
    return (head(r, sentence(r)[:50], "Content-Type: text/html; charset=utf-8\r\n\r\n") +
            "<html><head><style><!-- p.MsoNormal {margin:0cm} --></style></head>\r\n"
            "<body lang=EN-GB><div class=WordSection1>\r\n%s</div></body></html>\r\n" % words).encode()


def as_both(r, size):
    """Two versions of a text, and a picture of so many bytes."""
    inner, outer = "c%016x" % r.getrandbits(64), "d%016x" % r.getrandbits(64)
    text = prose(r, r.randint(1200, 3500))
    page = "<html><body>" + "".join("<p>%s</p>\r\n" % p for p in text.split("\r\n\r\n")) + "</body></html>\r\n"
    return (head(r, sentence(r)[:50], "Content-Type: multipart/mixed; boundary=%s\r\n\r\n" % outer) +
            "--%s\r\nContent-Type: multipart/alternative; boundary=%s\r\n\r\n"
            "--%s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s"
            "--%s\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s--%s--\r\n"
            "--%s\r\nContent-Type: image/png; name=photo.png\r\nContent-Transfer-Encoding: base64\r\n"
            "Content-Disposition: attachment; filename=photo.png\r\n\r\n" % (
                outer, inner, inner, text, inner, page, inner, outer)).encode() + \
        encoded(b"\x89PNG\r\n\x1a\n" + r.randbytes(size)) + b"--%s--\r\n" % outer.encode()


def write(folder, name, messages):
    os.makedirs(os.path.join(folder, name), exist_ok=True)
    paths = []
    for i, data in enumerate(messages):
        path = os.path.join(folder, name, "%04d.eml" % i)
        with open(path, "wb") as f:
            f.write(data)
        paths.append(path)
    return paths


SIZES = (100, 1000, 5000, 25000)


def make(folder, quick=False):
    """{set: [path, ...]}"""
    r = random.Random(20260505)
    sets = {
        "small": write(folder, "small", [small(r) for _ in range(40 if quick else 200)]),
        "office": write(folder, "office", [office(r, i) for i in range(6 if quick else 45)]),
        "big": write(folder, "big", [opaque(r, mb * 1000000) for mb in ((10,) if quick else (10, 16, 25))]),
    }
    for name, one in (("notice-plain", as_text), ("notice-page", as_page),
                      ("notice-both", lambda r: as_both(r, 2000000))):
        sets[name] = write(folder, name, [one(r) for _ in range(8 if quick or one != as_text else 40)])
    mix = []
    for i in range(50):
        if i % 50 == 25:
            mix.append(sets["big"][0])
        elif i % 11 == 5 or i % 11 == 9:
            mix.append(sets["office"][i % len(sets["office"])])
        else:
            mix.append(sets["small"][i % len(sets["small"])])
    sets["mix"] = mix
    for kb in SIZES[:2] if quick else SIZES:
        sets["size-%d" % kb] = write(folder, "size-%d" % kb, [opaque(r, kb * 1000)])
    return sets


if __name__ == "__main__":
    a = argparse.ArgumentParser()
    a.add_argument("folder")
    a.add_argument("--quick", action="store_true")
    o = a.parse_args()
    for name, paths in make(o.folder, o.quick).items():
        print(name, len(paths), sum(os.path.getsize(p) for p in paths))
