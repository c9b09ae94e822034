"""What the lints share: where things are, how they answer.

A lint exits with 0 when everything that it looked at is right, 1 when
something is not, and 77 ("skipped" to automake) when there was nothing to look
at: it never passes without having looked.
"""
import os
import re
import subprocess
import sys

SKIP = 77
HERE = os.path.dirname(os.path.abspath(__file__))
SRC = os.environ.get("EXEAT_SRC") or os.path.dirname(HERE)
BUILD = os.environ.get("EXEAT_BUILD") or SRC
ROLES = ("exeatd", "exeat-milter", "exeat-inspector", "exeat-reader", "exeat-keeper",
         "exeat-web", "exeatctl")


def answer(what, seen, wrong):
    """Print what was wrong; give the exit status."""
    for line in wrong:
        print(line)
    if seen == 0:
        print("SKIP: no %s here to look at" % what)
        return SKIP
    print("%s: %d looked at, %d wrong" % (what, seen, len(wrong)))
    return 1 if wrong else 0


def skip(why):
    print("SKIP: " + why)
    sys.exit(SKIP)


def self_test(claims):
    """claims: (words, is true); a lint that misses a planted fault is broken."""
    bad = [words for words, true in claims if not true]
    for words in bad:
        print("self-test failed: " + words)
    if bad:
        sys.exit(1)


def sources(root, endings=(".c", ".h")):
    """Every source below root/src, as (path from root, text)."""
    top = os.path.join(root, "src")
    for folder, folders, names in os.walk(top):
        folders.sort()
        for name in sorted(names):
            if name.endswith(endings):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8", errors="replace") as f:
                    yield os.path.relpath(path, root), f.read()


_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code_only(text):
    """The text without comments and literals, its lines kept."""
    def blank(m):
        if m.group()[0] in "\"'":
            return m.group()[0] * 2
        return "\n" * m.group().count("\n") or " "
    return _TOKEN.sub(blank, text)


def executables():
    """The role executables that stand in the build folder."""
    for role in ROLES:
        path = os.path.join(BUILD, role)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            yield role, path


def run(*argv):
    return subprocess.run(argv, stdout=subprocess.PIPE, check=True,
                          stdin=subprocess.DEVNULL, env=dict(
                              os.environ, LC_ALL="C")).stdout.decode()
