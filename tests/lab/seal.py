"""Mail signed and encrypted by the programs that people use: OpenSSL for S/MIME, GnuPG for OpenPGP; and their verdict
on what became of it.  Keys live in a folder of the caller's."""

import os
import re
import subprocess

import bodies


class Smime:
    def __init__(self, folder):
        self.folder = folder
        self.key, self.cert = os.path.join(folder, "smime.key"), os.path.join(folder, "smime.crt")
        self._run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out", self.cert, "-days",
                  "30", "-subj", "/CN=Sam Roy/emailAddress=j.smith@foundryrow.example",
                  "-addext", "extendedKeyUsage=emailProtection")

    def _run(self, *args, data=b"", check=True):
        done = subprocess.run(["openssl", *args], input=data, capture_output=True)
        if check and done.returncode != 0:
            raise RuntimeError("openssl: " + done.stderr.decode("utf-8", "replace"))
        return done

    @staticmethod
    def _part(data):
        """What openssl wrote, without its MIME-Version and its introduction's field."""
        data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        header, _, body = data.partition(b"\r\n\r\n")
        fields = re.findall(rb"[^\r\n]+(?:\r\n[ \t][^\r\n]*)*", header)
        kept = [f for f in fields if f.lower().startswith(b"content-")]
        return b"".join(f + b"\r\n" for f in kept), body

    def signed(self, part):
        return self._part(self._run("cms", "-sign", "-signer", self.cert, "-inkey", self.key, "-crlfeol",
                                    data=part[0] + b"\r\n" + part[1]).stdout)

    def opaque(self, part):
        return self._part(self._run("cms", "-sign", "-nodetach", "-signer", self.cert, "-inkey", self.key, "-crlfeol",
                                    data=part[0] + b"\r\n" + part[1]).stdout)

    def enveloped(self, part):
        return self._part(self._run("cms", "-encrypt", "-aes256", self.cert, data=part[0] + b"\r\n" + part[1]).stdout)

    def verifies(self, part):
        """part: header block and body of the signed entity."""
        return self._run("cms", "-verify", "-CAfile", self.cert, "-purpose", "any", "-crlfeol", "-out", os.devnull,
                         data=b"MIME-Version: 1.0\r\n" + part[0] + b"\r\n" + part[1], check=False).returncode == 0

    def opens(self, part):
        done = self._run("cms", "-decrypt", "-recip", self.cert, "-inkey", self.key,
                         data=b"MIME-Version: 1.0\r\n" + part[0] + b"\r\n" + part[1], check=False)
        return done.returncode == 0 and b"joiner" in done.stdout


class Gpg:
    USER = "Sam Roy <j.smith@foundryrow.example>"

    def __init__(self, folder):
        self.home = os.path.join(folder, "gnupg")
        os.mkdir(self.home, 0o700)
        self._run("--passphrase", "", "--quick-generate-key", self.USER, "default", "default", "never")

    def close(self):
        subprocess.run(["gpgconf", "--homedir", self.home, "--kill", "all"], capture_output=True)

    def _run(self, *args, data=b"", check=True):
        done = subprocess.run(["gpg", "--homedir", self.home, "--batch", "--yes", "--quiet", "--trust-model", "always",
                               *args], input=data, capture_output=True)
        if check and done.returncode != 0:
            raise RuntimeError("gpg: " + done.stderr.decode("utf-8", "replace"))
        return done

    def signed(self, part):
        """multipart/signed (RFC 3156)."""
        entity = part[0] + b"\r\n" + part[1]
        seal = self._run("--armor", "--detach-sign", data=entity).stdout.replace(b"\n", b"\r\n")
        boundary = b"=_sealed"
        body = b"--%s\r\n%s\r\n--%s\r\nContent-Type: application/pgp-signature; name=\"signature.asc\"\r\n\r\n%s\r\n--%s--\r\n" % (
            boundary, entity, boundary, seal, boundary)
        return b'Content-Type: multipart/signed; micalg=pgp-sha512;\r\n protocol="application/pgp-signature"; ' \
            b'boundary="%s"\r\n' % boundary, body

    def encrypted(self, part):
        """multipart/encrypted (RFC 3156)."""
        sealed = self._run("--armor", "--encrypt", "--recipient", self.USER,
                           data=part[0] + b"\r\n" + part[1]).stdout.replace(b"\n", b"\r\n")
        return bodies.multi("encrypted", (b"Content-Type: application/pgp-encrypted\r\n", b"Version: 1\r\n"),
                            (b'Content-Type: application/octet-stream; name="encrypted.asc"\r\n', sealed),
                            more='; protocol="application/pgp-encrypted"')

    def clear_signed(self, text):
        return self._run("--clear-sign", data=text.encode("ascii")).stdout.decode("ascii")

    def armoured(self, text):
        return self._run("--armor", "--encrypt", "--recipient", self.USER, data=text.encode("ascii")).stdout.decode("ascii")

    def verifies(self, part):
        """part: a multipart/signed entity."""
        boundary = re.search(rb'boundary="([^"]*)"', part[0]).group(1)
        _, entity, seal, _ = (b"\r\n" + part[1]).split(b"\r\n--" + boundary)
        path = os.path.join(self.home, "seal.asc")
        with open(path, "wb") as f:
            f.write(seal.split(b"\r\n\r\n", 1)[1])
        return self._run("--verify", path, "-", data=entity[2:], check=False).returncode == 0

    def verifies_text(self, data):
        return self._run("--verify", data=data, check=False).returncode == 0
