"""The labelled messages: blocks of the files in messages/ and what is expected of each.

    ## nino-01 block uk_nino 2, ?person_profile : text docx
    Subject: P45
    To: a@b.example, c@d.example

    The text.

A block begins with its id, `block` or `pass`, the detectors that must be found (`id`, `id count`,
`id/other id` where either will do, `?id` where it is neither asked for nor wrong), and behind the
colon the containers.  Without containers it stands in `text` and in five more, picked by its id.
Fields as in a mail may follow (Subject, To, Cc, Bcc, Name of the file, Cover for the mail's own words beside
a file, Add for a further file), then the text, in which {kind:number:form} is a number by invent.py.
A line of 90 characters or more goes on in the next one; one that begins with "|" is a row of a table,
with "# " a heading of the file, with *12 (or |*12) a line that is there twelve times, the number of the
time in place of "#".
"""

import os
import random
import re

import invent
from containers import CONTAINERS, in_charset
import sealed

HERE = os.path.dirname(os.path.abspath(__file__))
OUTSIDE = "someone@mail.example"
# Where a text stands whose block names no container: one line may also be a cell, a short one a name.
PROSE = ["docx", "pdf", "odt", "rtf", "html", "qp", "base64", "utf16", "eml", "archive", "archives",
         "pptx", "alternative", "reply", "msg", "ics", "latin1", "flowed", "qphtml", "txt", "vcf", "spans"]
CELL = ["xlsx", "csv", "ods", "csv16"]
SHORT = ["subject", "subject", "filename", "filename"]
TABLE = ["xlsx", "csv", "html", "ods", "docx", "pdf", "csv16", "odt", "rtf", "pptx", "qphtml", "spans"]
FIELDS = ("Subject", "To", "Cc", "Bcc", "File", "Cover", "Add")


class Message:
    """One block."""

    def __init__(self, line, body, path):
        m = re.fullmatch(r"## (\S+) (block|pass)([^:]*)(?::(.*))?", line)
        if not m:
            raise SystemExit("%s: cannot read: %s" % (path, line))
        self.id, self.block = m[1], m[2] == "block"
        self.labels = [Label(x.strip()) for x in m[3].split(",") if x.strip()]
        rows, field = body.split("\n"), {}
        while rows and rows[0].partition(":")[0] in FIELDS:
            key, _, value = rows.pop(0).partition(":")
            field[key] = value.strip()

        def filled(x):
            x = re.sub(r"^(\|?)\*(\d+) (.*)$", repeated, x, flags=re.M)
            return re.sub(r"\{([a-z0-9]+(?::[^{}]*)?)\}", lambda p: invent.value(self.id, p[1]), x)
        self.text = filled(joined("\n".join(rows).strip("\n")))
        self.subject = filled(field.get("Subject", "For your information"))
        self.cover = filled(field.get("Cover", "Please see below and attached.")).replace("\\n", "\n")
        self.name = filled(field.get("File", "Document"))
        self.add = sealed.made(filled(field["Add"])) if "Add" in field else None
        self.to, self.cc, self.bcc = ([x.strip() for x in re.split("[,\n]", filled(field.get(key, "")))
                                       if x.strip()] for key in ("To", "Cc", "Bcc"))
        self.to = self.to or [OUTSIDE]
        self.containers = list(dict.fromkeys((m[4] or "").split() or self.turn()))
        for c in self.containers:
            if c not in CONTAINERS:
                raise SystemExit("%s: %s: no container %s" % (path, self.id, c))

    def turn(self):
        among = TABLE if re.search(r"^\|", self.text, re.M) else PROSE
        if "\n" not in self.text:
            among = among + CELL
            if len(self.text) < 90 and not re.search(r'[/:"]', self.text):
                among += SHORT
        if not in_charset(self.text, "cp1252"):
            among = [x for x in among if x != "pdf"]
        return ["text"] + random.Random(self.id).sample(among, 5)


def repeated(m):
    """*12 {mail:#} is twelve lines, in a field twelve addresses."""
    return "\n".join(m[1] + " " * bool(m[1]) + m[3].replace("\\n", "\n").replace("#", str(i + 1))
                     for i in range(int(m[2])))


def joined(text):
    return re.sub(r"^([^|\n].{89,})\n(?=[^|\n])", r"\1 ", text, flags=re.M)


class Label:
    """One detector that is expected, or allowed."""

    def __init__(self, text):
        m = re.fullmatch(r"(\??)([a-z_/]+)(?: (\d+))?", text)
        if not m:
            raise SystemExit("cannot read the label: " + text)
        self.allowed, self.ids, self.count = bool(m[1]), m[2].split("/"), int(m[3] or 0)


def messages():
    """All of them, in order of the files."""
    out, seen = [], set()
    folder = os.path.join(HERE, "messages")
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".txt"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            text = f.read()
        text = re.sub(r"^# .*\n", "", text, flags=re.M)
        for block in re.split(r"^(?=## )", text, flags=re.M)[1:]:
            line, _, body = block.partition("\n")
            m = Message(line, body, name)
            if m.id in seen:
                raise SystemExit("%s: the id %s is there twice" % (name, m.id))
            seen.add(m.id)
            out.append(m)
    return out
