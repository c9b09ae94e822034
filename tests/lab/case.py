"""What every script test shares: when to skip, and how to end.

A test that cannot run here says why and exits 77, which the harness counts
as skipped; it never passes without having tested.
"""

import datetime
import os
import shutil
import sys
import time
import unittest
import zoneinfo

from lab import BUILD, have_root

LONDON = zoneinfo.ZoneInfo("Europe/London")


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def need_postfix():
    if not have_root():
        skip("a private Postfix needs root")
    if shutil.which("postfix") is None:
        skip("Postfix is not installed")
    need_programs("exeatd", "exeat-milter", "exeat-inspector", "exeat-reader", "exeat-keeper", "exeatctl")


def need_programs(*names):
    for name in names:
        if not os.access(os.path.join(BUILD, name), os.X_OK):
            skip("%s is not built in %s" % (name, BUILD))


def corpus_folder():
    """The folder with the real messages' archive, or None."""
    src = os.environ.get("EXEAT_SRC", ".")
    for folder in (os.environ.get("EXEAT_CORPUS"),
                   os.path.join(src, "..", "shared", "corpus")):
        if folder and os.path.exists(os.path.join(folder, "real.tar.xz")):
            return folder
    return None


def corpus_messages():
    """[(name, bytes with CRLF line ends)] of the real messages."""
    import tarfile
    folder = corpus_folder()
    if folder is None:
        skip("the corpus of real messages is not here (EXEAT_CORPUS)")
    out = []
    with tarfile.open(os.path.join(folder, "real.tar.xz")) as tar:
        for member in tar:
            if member.isfile():
                data = tar.extractfile(member).read()
                if b"\r\n" not in data:
                    data = data.replace(b"\n", b"\r\n")
                out.append((member.name, data))
    return sorted(out)


def month():
    """The month of the accounts: that of the council's clocks, not of this machine's."""
    return datetime.datetime.now(LONDON).strftime("%Y-%m")


def stay_in_month(minutes=10):
    """Wait for the turn of the month if it is near: what is sent from now on is in one account."""
    now = datetime.datetime.now(LONDON)
    if (now + datetime.timedelta(minutes=minutes)).month != now.month:
        print("waiting for the next month")
        while month() == now.strftime("%Y-%m"):
            time.sleep(1)


def main():
    program = unittest.main(exit=False, verbosity=2)
    if not program.result.wasSuccessful():
        sys.exit(1)
    if program.result.testsRun == 0:
        print("no test was run")
        sys.exit(1)
