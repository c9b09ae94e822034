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


def damaged_zip():
    """An archive that ends too early: unreadable, so it is held."""
    return zip_of([("plan.txt", "The plan for the back court. " * 200)])[:-40]
