"""A mail program: hands one message to Postfix over SMTP, byte for byte."""

import socket


class Reply(Exception):
    """A reply; also raised where it ends the transaction early."""

    def __init__(self, code, lines):
        super().__init__(code, lines)
        self.code, self.lines = code, lines

    @property
    def text(self):
        return "\n".join(self.lines)


class Client:
    def __init__(self, port, timeout=180):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout)
        self.file = self.sock.makefile("rb")
        self.read()

    def read(self):
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                raise ConnectionError("the server closed the connection")
            line = line.decode("utf-8", "replace").rstrip("\r\n")
            lines.append(line)
            if line[3:4] != "-":
                return Reply(int(line[:3]), lines)

    def command(self, text):
        self.sock.sendall(text.encode() + b"\r\n")
        return self.read()

    def want(self, text, code):
        reply = self.command(text)
        if reply.code != code:
            raise reply
        return reply

    def hello(self, login=None, addr=None):
        self.want("EHLO client.example", 250)
        if login or addr:
            # Postfix's own way for a trusted front end to name the client.
            attrs = []
            if login:
                attrs.append("LOGIN=" + login)
            if addr:
                attrs.append("ADDR=" + addr)
            self.want("XCLIENT " + " ".join(attrs), 220)
            self.want("EHLO client.example", 250)

    def send(self, sender, recipients, message, mail_params="", rcpt_params=""):
        """The final reply.  message: bytes with CRLF line ends; rcpt_params: for all, or a dictionary."""
        of = rcpt_params.get if isinstance(rcpt_params, dict) else lambda r, none: rcpt_params
        for text, code in ([("MAIL FROM:<%s>%s" % (sender, mail_params), 250)] +
                           [("RCPT TO:<%s>%s" % (r, of(r, "")), 250) for r in recipients]):
            reply = self.command(text)
            if reply.code != code:
                self.command("RSET")
                return reply
        reply = self.command("DATA")
        if reply.code != 354:
            return reply
        self.sock.sendall(dot_stuffed(message))
        return self.read()

    def close(self):
        try:
            self.sock.sendall(b"QUIT\r\n")
        except OSError:
            pass
        self.file.close()
        self.sock.close()


def dot_stuffed(message):
    if message and not message.endswith(b"\r\n"):
        message += b"\r\n"
    lines = message.split(b"\r\n")
    return b"\r\n".join(b"." + l if l.startswith(b".") else l for l in lines) + b".\r\n"


def send(port, sender, recipients, message, login=None, addr=None, **kw):
    """One connection, one message, the final reply."""
    client = Client(port)
    try:
        client.hello(login, addr)
        return client.send(sender, recipients, message, **kw)
    finally:
        client.close()
