"""What Python's email parser makes of messages before and after an edit: the
same parts, or one more; each text as it was, with something put in at one
place; every other part with the bytes that it had.  Argument: a folder with
pairs NAME.old, NAME.new."""

import email
import email.policy
import glob
import sys

def parts(raw):
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    return message, list(message.walk())


def content(part):
    if part.is_multipart():
        return None
    return part.get_payload(decode=True) or b""


def is_insertion(old, new):
    """Is new the old bytes with more put in at one place?"""
    if len(new) < len(old):
        return False
    n = 0
    while n < len(old) and old[n] == new[n]:
        n += 1
    k = 0
    while k < len(old) and old[-1 - k] == new[-1 - k]:
        k += 1
    return n + k >= len(old)


def text_of(part):
    raw = content(part)
    charset = str(part.get_content_charset() or "utf-8")
    try:
        return raw.decode(charset, "replace")
    except LookupError:
        return raw.decode("latin-1")


def without_logo(before, after):
    """The parts of after but the logo's, and but the related container that
    came with it."""
    logos = [p for p in after
             if str(p.get("Content-ID", "")).split("@")[0].endswith(".logo")]
    if len(logos) != 1 or logos[0].get_content_type() != "image/png":
        return after
    rest = [p for p in after if p is not logos[0]]
    if len(rest) > len(before):
        holder = [p for p in rest
                  if p.is_multipart() and logos[0] in p.get_payload()]
        rest = [p for p in rest if p is not holder[0]]
    return rest


def compare_wrapped(old_raw, new_raw):
    old, new = parts(old_raw)[0], parts(new_raw)[0]
    if new.get_content_type() != "multipart/mixed":
        return "no mixed round it"
    text, holder = new.get_payload()
    if "addressee" not in text_of(text):
        return "the text is not there"
    if holder.get_content_maintype() != "message":
        return "no message in it"
    if new_raw.count(old_raw) != 1:
        return "the original is not there once"
    for name in "From", "To", "Cc", "Subject", "Date", "In-Reply-To":
        if old.get_all(name) != new.get_all(name):
            return "another header field changed"
    ids = new.get_all("Message-ID", [])
    if len(ids) != 1 or ids == old.get_all("Message-ID"):
        return "the Message-ID is not a new one"
    return None


def compare(old_raw, new_raw):
    old, before = parts(old_raw)
    new, after = parts(new_raw)
    after = without_logo(before, after)
    extra = len(after) - len(before)
    if extra < 0 or extra > 2:
        return "%d parts became %d" % (len(before), len(after))
    # An added part stands in front; enclosing adds the container too.
    after = after[:1] + after[2:] if extra == 1 else after[extra:]
    changed = extra > 0
    for a, b in zip(before, after):
        if a.get_content_type() != b.get_content_type() and extra != 1:
            return "a part changed its type"
        x, y = content(a), content(b)
        if x is None or x == y:
            continue
        if a.get_content_maintype() == "multipart":
            changed = True      # it sees no boundary, and thus no parts
            continue
        if a.get_filename() or a.get_content_maintype() != "text":
            return "an attachment changed"
        # The line end before a delimiter is not part of the text.
        if not is_insertion(x, y) and not is_insertion(x.rstrip(b"\r\n"), y):
            return "old text changed"
        if "addressee" not in text_of(b):
            return "the text is not there"
        changed = True
    if not changed:
        return "nothing changed"
    for name in set(old.keys()):
        if name.lower().startswith(("content-", "mime-version", "x-exeat")):
            continue
        if old.get_all(name) != new.get_all(name):
            return "another header field changed"
    return None


def main(folder):
    failed = seen = 0
    for path in sorted(glob.glob(folder + "/*.old")):
        try:
            judge = compare_wrapped if ".wrapped." in path else compare
            why = judge(open(path, "rb").read(),
                        open(path[:-3] + "new", "rb").read())
        except (UnicodeError, ValueError, AttributeError) as error:
            print("python cannot read", path, type(error).__name__)
            continue
        seen += 1
        if why:
            failed += 1
            print("FAIL", path, why)
    print("python agrees with %d of %d edits" % (seen - failed, seen))
    return failed > 0 or seen == 0


sys.exit(main(sys.argv[1]))
