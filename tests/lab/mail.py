"""Messages made for tests."""

import email.message
import email.policy
import email.utils
import io
import textwrap
import zipfile

INSIDE = "j.smith@foundryrow.example"
OTHER = "m.reid@kirkview.example"
COLLEAGUE = "kate@foundryrow.example"
OUTSIDE = "someone@mail.example"

# An invented number of the official form.
NINO = "JX 12 34 56 C"


def message(sender=INSIDE, to=(OUTSIDE,), subject="Your repair", body="Hello.\n",
            files=(), html=None, headers=()):
    """Bytes with CRLF; files: (name, type, bytes)."""
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    m["From"], m["To"], m["Subject"] = sender, ", ".join(to), subject
    m["Date"] = "Tue, 05 May 2026 10:15:00 +0100"
    m["Message-ID"] = email.utils.make_msgid(domain="lab.example")
    for name, value in headers:
        m[name] = value
    m.set_content(textwrap.dedent(body))
    if html is not None:
        m.add_alternative(html, subtype="html")
    for name, kind, data in files:
        main, _, sub = kind.partition("/")
        m.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return m.as_bytes()


def zip_of(members):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(name, data)
    return b.getvalue()


def pdf_of(text):
    """A PDF of one page with one line, as small as it can be."""
    shown = b"BT /F 12 Tf 72 720 Td (%s) Tj ET" % text.encode("ascii")
    objects = [b"<</Type/Catalog/Pages 2 0 R>>",
               b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
               b"/Resources<</Font<</F 5 0 R>>>>>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\n" \
        b"startxref\n%d\n%%%%EOF\n" % (table, len(out))


def damaged_zip():
    """An archive that ends too early: unreadable, so it is held."""
    return zip_of([("plan.txt", "The plan for the back court. " * 200)])[:-40]
