"""The world outside: an SMTP server on loopback that keeps what it is given.

Each accepted message is a Received record; waiting is for the event, never
for time to pass.
"""

import socketserver
import threading
from dataclasses import dataclass, field


@dataclass
class Received:
    sender: str
    recipients: list
    data: bytes          # as it came, CRLF, dots unstuffed
    options: dict = field(default_factory=dict)

    def header(self, name):
        """Values of a header field, unfolded, in order."""
        head = self.data.split(b"\r\n\r\n", 1)[0]
        lines, out = [], []
        for line in head.split(b"\r\n"):
            if line[:1] in (b" ", b"\t") and lines:
                lines[-1] += line
            else:
                lines.append(line)
        for line in lines:
            key, colon, value = line.partition(b":")
            if colon and key.strip().lower() == name.lower().encode():
                out.append(value.strip().decode("utf-8", "replace"))
        return out


class _Session(socketserver.StreamRequestHandler):
    def reply(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.reply("220 sink.example ESMTP")
        sender, recipients, options = None, [], {}
        while True:
            line = self.rfile.readline()
            if not line:
                return
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            verb = verb.upper()
            if verb == "EHLO":
                self.wfile.write(b"250-sink.example\r\n250-PIPELINING\r\n"
                                 b"250-8BITMIME\r\n250-DSN\r\n250-SMTPUTF8\r\n"
                                 b"250 SIZE 200000000\r\n")
            elif verb == "HELO":
                self.reply("250 sink.example")
            elif verb == "MAIL":
                path, _, params = rest.partition(" ")
                sender = path.partition(":")[2].strip("<>")
                recipients, options = [], {"mail": params}
                self.reply("250 2.1.0 ok")
            elif verb == "RCPT":
                path, _, params = rest.partition(" ")
                to = path.partition(":")[2].strip("<>")
                if to in self.server.unknown:
                    self.reply("550 5.1.1 nobody of that name")
                    continue
                recipients.append(to)
                options[to] = params
                self.reply("250 2.1.5 ok")
            elif verb == "DATA":
                if self.server.refuse is not None:
                    self.reply(self.server.refuse)
                    continue
                self.reply("354 go on")
                body = []
                for line in iter(self.rfile.readline, b""):
                    if line == b".\r\n":
                        break
                    body.append(line[1:] if line.startswith(b".") else line)
                else:
                    return
                self.server.take(Received(sender, recipients, b"".join(body), options))
                self.reply("250 2.0.0 kept")
            elif verb == "RSET" or verb == "NOOP":
                self.reply("250 2.0.0 ok")
            elif verb == "QUIT":
                self.reply("221 2.0.0 bye")
                return
            else:
                self.reply("500 5.5.2 what?")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256
    refuse = None
    unknown = ()


class Sink:
    """A running sink; `messages` grows, `wait` waits for what is expected."""

    def __init__(self, port=0):
        self.messages = []
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", port), _Session)
        self._server.take = self._take
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever,
                                        kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def _take(self, message):
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()

    def refuse(self, reply):
        """Answer every DATA with this reply (None: take mail again)."""
        self._server.refuse = reply

    def know_not(self, *addresses):
        """Refuse these recipients from now on."""
        self._server.unknown = addresses

    def matching(self, test):
        with self._changed:
            return [m for m in self.messages if test(m)]

    def wait(self, test, count=1, timeout=120):
        """The messages for which test() is true, once there are count."""
        with self._changed:
            ok = self._changed.wait_for(
                lambda: sum(1 for m in self.messages if test(m)) >= count, timeout)
            found = [m for m in self.messages if test(m)]
        if not ok:
            raise TimeoutError("the sink has %d of %d messages" % (len(found), count))
        return found

    def close(self):
        self._server.shutdown()
        self._server.server_close()
