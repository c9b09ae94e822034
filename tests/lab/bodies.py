"""Bodies of every shape that a notice meets (disclaimers, requirements D1-D21): each a whole message with CRLF."""

import base64
import quopri

import mail


HEAD = ("From: Sam Roy <{sender}>\r\nTo: {to}\r\nSubject: Repair\r\nDate: Tue, 05 May 2026 10:15:00 +0100\r\n"
        "Message-ID: <{name}@foundryrow.example>\r\n")
ASCII = "Dear Lee,\n\nThe joiner comes on Tuesday.\nFrom the close, second left.\n.\n\nSam\n"
WIDE = "Dear Zoë,\n\nThe joiner – he costs £5 – comes “on Tuesday”.\n\nSam\n"
PAGE = "<html><head><title>Repair</title></head><body><p>The joiner comes on Tuesday.</p>\n</body></html>\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
PAPER = mail.pdf_of("The plan of the close.")
INDENTED = "<html>\n <head>\n  <title>Repair</title>\n </head>\n <body>\n  <p>The joiner – he comes on Tuesday.</p>\n </body>\n</html>\n"
NAMED = (b"Content-Type: text/html; charset=us-ascii; name=page.html\r\n", b"<p>The joiner comes on Tuesday.</p>\r\n")
MEETING = ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//EN\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1@x\n"
               "DTSTAMP:20260505T091500Z\nDTSTART:20260506T091500Z\nSUMMARY:Visit\nEND:VEVENT\nEND:VCALENDAR\n").replace("\n", "\r\n")


def crlf(text):
    return text.replace("\n", "\r\n")


def b64(data):
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def leaf(text, kind="plain", charset="utf-8", encoding="8bit", more=""):
    """Header block and body of one text part."""
    data = crlf(text).encode(charset)
    if encoding == "base64":
        data = crlf(base64.encodebytes(data).decode("ascii")).encode("ascii")
    elif encoding == "quoted-printable":
        data = crlf(quopri.encodestring(text.encode(charset)).decode("ascii")).encode("ascii")
    header = "Content-Type: text/%s; charset=%s%s\r\nContent-Transfer-Encoding: %s\r\n" % (kind, charset, more, encoding)
    return header.encode("ascii"), data


def file(kind, data, name, disposition="attachment"):
    header = 'Content-Type: %s; name="%s"\r\nContent-Transfer-Encoding: base64\r\n' \
        'Content-Disposition: %s; filename="%s"\r\n' % (kind, name, disposition, name)
    return header.encode("ascii"), b64(data)


def picture():
    return b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <p@x>\r\n", \
        b64(PICTURE)


def multi(sub, *parts, more=""):
    multi.count += 1
    boundary = "=_part_%d" % multi.count
    body = b"".join(b"--%s\r\n%s\r\n%s\r\n" % (boundary.encode("ascii"), header, data) for header, data in parts)
    header = 'Content-Type: multipart/%s; boundary="%s"%s\r\n' % (sub, boundary, more)
    return header.encode("ascii"), body + b"--%s--\r\n" % boundary.encode("ascii")


multi.count = 0


def whole(name, part, sender, to, more=""):
    return HEAD.format(name=name, sender=sender, to=to).encode("ascii") + more.encode("ascii") + \
        b"MIME-Version: 1.0\r\n" + part[0] + b"\r\n" + part[1]


def shapes():
    """{name: (part, edited)}: is it a body that takes the notice?"""
    plain, page = leaf(ASCII, charset="us-ascii", encoding="7bit"), leaf(PAGE, "html", "us-ascii", "7bit")
    both = multi("alternative", plain, page)
    return {
        "ascii": (plain, True),
        "utf-8-8bit": (leaf(WIDE), True),
        "utf-8-quoted": (leaf(WIDE, encoding="quoted-printable"), True),
        "utf-8-base64": (leaf(WIDE, encoding="base64"), True),
        "windows-1252": (leaf(WIDE, charset="windows-1252", encoding="quoted-printable"), True),
        "iso-2022-jp": (leaf("こんにちは、\n火曜日\n", charset="iso-2022-jp", encoding="7bit"), True),
        "gb18030": (leaf("你好，\n星期二\n", charset="gb18030", encoding="base64"), True),
        "flowed": (leaf(ASCII, more="; format=flowed; delsp=yes"), True),
        "page": (page, True),
        "page-quoted": (leaf(PAGE.replace("joiner", "joiner – he"), "html", encoding="quoted-printable"), True),
        "page-base64": (leaf(PAGE, "html", encoding="base64"), True),
        "both": (both, True),
        "both-and-file": (multi("mixed", both, file("application/pdf", PAPER, "plan.pdf")), True),
        "related": (multi("related", page, picture()), True),
        "all": (multi("mixed", multi("alternative", plain, multi("related", page, picture())),
                      file("application/pdf", PAPER, "plan.pdf"), file("text/plain", b"note\r\n", "note.txt")), True),
        "between-pictures": (multi("mixed", plain, file("image/png", PICTURE, "p.png", "inline"), leaf("Below.\n")), True),
        "file-alone": (file("application/pdf", PAPER, "plan.pdf"), True),
        "files-alone": (multi("mixed", file("application/pdf", PAPER, "plan.pdf"),
                              file("image/png", PICTURE, "p.png")), True),
        "empty": ((b"Content-Type: text/plain; charset=us-ascii\r\n", b""), True),
        "meeting-beside": (multi("alternative", plain, page,
                                 (b"Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n",
                                  MEETING.encode("ascii"))), True),
        "mail-inside": (multi("mixed", plain, (b"Content-Type: message/rfc822\r\n",
                                               whole("inner", both, mail.COLLEAGUE, mail.INSIDE))), True),
        "page-indented": (leaf(INDENTED, "html", encoding="quoted-printable"), True),
        "page-indented-in-both": (multi("alternative", plain, leaf(INDENTED, "html", encoding="quoted-printable")), True),
        "base64-below-empty-lines": ((plain[0].replace(b"7bit", b"base64"), b"\r\n\r\n" + b64(crlf(ASCII).encode("ascii"))),
                                     True),
        "base64-of-bare-lines": ((plain[0].replace(b"7bit", b"base64"), b64(ASCII.encode("ascii"))), True),
        "quoted-without-lines": ((b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n",
                                  b"Dear Lee,=0D=0A=0D=0AThe joiner comes.=\r\n=0D=0A-- =0D=0ASam=\r\n"), True),
        "signature-of-nothing": (multi("mixed", leaf("Hello\n-- ", charset="us-ascii", encoding="7bit"),
                                       file("application/pdf", PAPER, "plan.pdf")), True),
        "text-after-file": (multi("mixed", plain, file("application/pdf", PAPER, "plan.pdf"),
                                  leaf("\n\nSent from my phone", charset="us-ascii", encoding="7bit")), True),
        "pages-in-a-version": (multi("alternative", plain, multi("mixed", page, file("application/pdf", PAPER, "plan.pdf"),
                                                                 page)), True),
        "list-footer": (multi("mixed", both, leaf("____\nlist\n", charset="us-ascii", encoding="7bit")), True),
        "named-page-deeper": (multi("alternative", plain, multi("related", NAMED, picture())), False),
        "unknown-disposition": (multi("alternative", (plain[0] + b"Content-Disposition: x-aside\r\n", plain[1]), page), False),
        "meeting-alone": ((b"Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n",
                           MEETING.encode("ascii")), False),
    }
