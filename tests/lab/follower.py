"""A milter of the tests' own, to stand before or behind exeat: it says at the
end of a message what it is told to, and keeps the commands that it heard.

Speaks version 6 of the protocol as far as Postfix needs it.
"""

import socketserver
import struct
import threading

CONTINUE, ACCEPT, REJECT, TEMPFAIL = b"c", b"a", b"r", b"t"
NEGOTIATE, MACRO, QUIT, END, ABORT, QUIT_NC = b"O", b"D", b"Q", b"E", b"A", b"K"
# All actions; no steps left out.
ACTIONS = 0x1ff


class _Connection(socketserver.StreamRequestHandler):
    def packet(self):
        head = self.rfile.read(4)
        if len(head) < 4:
            return None, b""
        body = self.rfile.read(struct.unpack(">I", head)[0])
        return body[:1], body[1:]

    def say(self, body):
        self.wfile.write(struct.pack(">I", len(body)) + body)

    def handle(self):
        try:
            self.serve()
        except ConnectionError:
            self.server.hear("gone")

    def serve(self):
        while True:
            command, _ = self.packet()
            if command is None:
                self.server.hear("closed")
                return
            if command == MACRO:
                continue
            self.server.hear(command.decode("ascii"))
            if command == NEGOTIATE:
                self.say(NEGOTIATE + struct.pack(">III", 6, ACTIONS, 0))
            elif command == QUIT:
                return
            elif command in (ABORT, QUIT_NC):
                continue
            else:
                self.say(self.server.at_end() if command == END else CONTINUE)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256


class Follower:
    """`answers` are given at ends of messages, one each; then CONTINUE."""

    def __init__(self, answers=()):
        self.answers = list(answers)
        self.heard = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Connection)
        self._server.hear, self._server.at_end = self._hear, self._at_end
        self.socket = "inet:127.0.0.1:%d" % self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever,
                         kwargs={"poll_interval": 0.05}, daemon=True).start()

    def _hear(self, word):
        with self._lock:
            self.heard.append(word)

    def _at_end(self):
        with self._lock:
            return self.answers.pop(0) if self.answers else CONTINUE

    def close(self):
        self._server.shutdown()
        self._server.server_close()
