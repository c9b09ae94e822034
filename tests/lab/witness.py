"""What an independent reader (Python's email package) makes of a message before and after a notice went in.

`faults(old, new, state, forms)` names everything that is not as it has to be: the notice visible exactly once more in
each part that changed, the author's text as it was around one insertion, every other part with its bytes, the header
unchanged but for the fields that an edit may need, no line and no byte of a kind that was not there before.
"""

import email
import email.policy
import html.parser
import re
import unicodedata

# The fields of a header block that an insertion may need.
OURS = (b"content-type", b"content-transfer-encoding", b"content-length", b"mime-version", b"x-exeat-notice")
LINE_MAX = 998


def letters(text):
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text)).lower()


class _Page(html.parser.HTMLParser):
    """The text of a page, without what no reader sees."""
    HIDDEN = ("script", "style", "title")

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.shown, self.depth = [], 0

    def handle_starttag(self, tag, attrs):
        self.depth += tag in self.HIDDEN

    def handle_endtag(self, tag):
        if tag in self.HIDDEN and self.depth > 0:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth == 0:
            self.shown.append(data)


def decoded(part):
    """A part's text in its charset; bytes that are none of it survive as they are."""
    data = part.get_payload(decode=True) or b""
    try:
        return data.decode(part.get_content_charset() or "ascii", "surrogateescape")
    except (LookupError, UnicodeError):
        return data.decode("latin-1")


def shown(part):
    text = decoded(part)
    if part.get_content_type() != "text/html":
        return text
    page = _Page()
    page.feed(text)
    page.close()
    return "".join(page.shown)


def leaves(data):
    """Parts without parts of their own; an attached message is one."""
    found = []

    def walk(part):
        if part.get_content_type() == "message/rfc822" or not part.is_multipart():
            found.append(part)
        else:
            for child in part.get_payload():
                walk(child)

    walk(email.message_from_bytes(data, policy=email.policy.compat32))
    return found


def frames(data):
    """What stands between parts: boundary, preamble and epilogue of each container."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    return [(part.get_boundary(), part.preamble, part.epilogue) for part in message.walk()
            if part.get_content_maintype() == "multipart"]


def raw(part):
    """Its bytes behind its own header block."""
    return part.as_bytes().partition(b"\n\n")[2]


def fields(data):
    """Header fields of the message, as they stand."""
    header = data.partition(b"\r\n\r\n")[0] + b"\r\n"
    return re.findall(rb"[^\r\n][^\n]*\n(?:[ \t][^\n]*\n)*", header)


def is_ours(field):
    return field.partition(b":")[0].strip().lower() in OURS


def once(old, new):
    """Is new the old text with something put in at one place?"""
    at = end = 0
    least = min(len(old), len(new))
    while at < least and old[at] == new[at]:
        at += 1
    while end < least - at and old[-1 - end] == new[-1 - end]:
        end += 1
    return at + end >= len(old)


def count(part, forms):
    text = letters(shown(part))
    return max(text.count(form) for form in forms)


def faults_of_leaf(old, new, forms):
    if old.get_content_type() not in ("text/plain", "text/html"):
        return ["a part %s was edited" % old.get_content_type()]
    if old.get_filename() is not None or old.get_content_disposition() == "attachment":
        return ["an attachment was edited"]
    found = []
    if count(new, forms) != count(old, forms) + 1:
        found.append("the notice is seen %d times, before %d" % (count(new, forms), count(old, forms)))
    if not once(decoded(old), decoded(new)):
        found.append("the author's text did not stay as it was")
    if new.get_content_type() != old.get_content_type():
        found.append("a part changed its type")
    return found


def faults_of_bytes(old, new):
    bare = re.compile(rb"(?<!\r)\n|\r(?!\n)")
    found = []
    if max(map(len, new.split(b"\r\n"))) > max(LINE_MAX, max(map(len, old.split(b"\r\n")))):
        found.append("a line grew too long")
    if bare.search(new) and not bare.search(old):
        found.append("a line end broke")
    if max(new) > 127 and max(old) <= 127:
        found.append("an eighth bit came in")
    return found


def faults(old, new, state, forms):
    """forms: the notice's plain text, in each form that it may take."""
    forms = [letters(form) for form in forms]
    if state != "added":
        return [] if old == new else ["changed, though " + state]
    found = faults_of_bytes(old, new)
    before, after = leaves(old), leaves(new)
    is_new = len(after) == len(before) + 1
    if len(after) - len(before) not in (0, 1):
        return found + ["%d parts became %d" % (len(before), len(after))]
    keeps = [f for f in fields(old) if not is_ours(f) and not (is_new and f.lower().startswith(b"content-"))]
    if keeps != [f for f in fields(new) if not is_ours(f)]:
        found.append("the header is another")
    if is_new and count(after.pop(0), forms) != 1:
        found.append("the new part is not the notice")
    if frames(old) != frames(new)[-len(frames(old)) or len(frames(new)):]:
        found.append("what stands between the parts is another")
    changed = 0
    for a, b in zip(before, after):
        # The line end before a delimiter is the delimiter's.
        if raw(a) == raw(b) or (is_new and raw(a).rstrip(b"\r\n") == raw(b).rstrip(b"\r\n")):
            continue
        changed += 1
        found += faults_of_leaf(a, b, forms)
    if (changed == 0) != is_new:
        found.append("a new part and an edit" if is_new else "nothing was added")
    return found
