"""A private OpenDKIM that signs, and an independent check of what it signed (python3-dkim; no name service is asked)."""

import os
import socket
import subprocess
import sys
import time

from postfix import free_port

# Debian's module, whichever Python runs the tests.
sys.path.append("/usr/lib/python3/dist-packages")

OPENDKIM = "/usr/sbin/opendkim"
SELECTOR = "lab"


def why_not():
    """What is missing for these tests, or None."""
    if not os.access(OPENDKIM, os.X_OK):
        return "opendkim is not installed"
    try:
        import dkim     # noqa: F401
    except ImportError:
        return "python3-dkim is not installed"
    return None


class Signer:
    """folder: for keys and settings; one key for every domain."""

    def __init__(self, folder, domains, canonicalization="relaxed/simple"):
        self.port = free_port()
        self.endpoint = "inet:127.0.0.1:%d" % self.port
        self.key = os.path.join(folder, "dkim.key")
        self.config = os.path.join(folder, "opendkim.conf")
        self.log = os.path.join(folder, "opendkim.log")
        self.process = None
        run = {"check": True, "stdin": subprocess.DEVNULL, "capture_output": True}
        subprocess.run(["openssl", "genrsa", "-traditional", "-out", self.key, "2048"], **run)
        public = subprocess.run(["openssl", "rsa", "-in", self.key, "-pubout", "-outform", "DER"], **run).stdout
        import base64
        self.record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
        with open(self.config, "w", encoding="ascii") as f:
            f.write("Mode s\nSyslog no\nBackground no\nRequireSafeKeys no\nInternalHosts 127.0.0.0/8\n"
                    "Socket inet:%d@127.0.0.1\nDomain %s\nSelector %s\nKeyFile %s\nCanonicalization %s\n"
                    "OversignHeaders From\n" % (self.port, ",".join(domains), SELECTOR, self.key, canonicalization))

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([OPENDKIM, "-f", "-x", self.config], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        end = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > end:
                    with open(self.log, encoding="utf-8", errors="replace") as f:
                        raise RuntimeError("opendkim does not run:\n" + f.read()) from None

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

    def sign(self, message, domain):
        """The message with a signature that an application of its own made."""
        import dkim
        with open(self.key, "rb") as f:
            key = f.read()
        return dkim.sign(message, b"app", domain.encode("ascii"), key,
                         include_headers=[b"from", b"to", b"subject", b"date"]) + message

    def verifies(self, message, index=0):
        """Is the signature at that place from the top right?"""
        import dkim
        d = dkim.DKIM(message)
        return d.verify(idx=index, dnsfunc=lambda name, timeout=5: self.record)


def signatures(message):
    """How many there are."""
    head = b"\r\n" + message.split(b"\r\n\r\n", 1)[0].lower()
    return head.count(b"\r\ndkim-signature:")
