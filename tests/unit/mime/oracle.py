"""Any leaf that Python's email parser sees is seen by ours, or the message
is held.  Arguments: the mime_corpus program, a file that lists messages."""

import email
import email.policy
import subprocess
import sys


def plain(data):
    """Blanks, line ends and broken escapes are a parser's own business."""
    return data.translate(None, b" \t\r\n=")


def leaves(message):
    for part in message.walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if payload and payload.strip():
            yield part.get_content_type(), payload


def main(program, listing):
    failed = seen = held = 0
    for path in open(listing).read().split():
        raw = open(path, "rb").read()
        out = subprocess.run([program, "--leaves", path], check=True,
                             stdout=subprocess.PIPE).stdout.split(b"\n")
        if int(out[0]) > 0:
            held += 1
            continue
        ours = [plain(bytes.fromhex(line.decode())) for line in out[1:]]
        # Bytes that need no decoding are all accounted for.
        ours.append(plain(raw))
        try:
            theirs = list(leaves(email.message_from_bytes(
                raw, policy=email.policy.compat32)))
        except Exception as why:        # the other parser's own failure
            print("python cannot read", path, type(why).__name__)
            continue
        for kind, payload in theirs:
            want = plain(payload)
            seen += 1
            if not any(want in leaf for leaf in ours):
                failed += 1
                print("FAIL", path, kind, "is not among ours")
    print("python sees %d leaves, %d of them we do not; %d messages held"
          % (seen, failed, held))
    return failed > 0


sys.exit(main(*sys.argv[1:]))
