"""Waiting for events, looking at processes, and a relay before a port."""

import ctypes
import os
import select
import signal
import socket
import threading
import time


def until(test, log, what, timeout=120):
    """test()'s first true value; it is asked again as the log grows.

    What leaves no line in the log (the end of a process) is asked for four
    times a second.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
    libc.inotify_add_watch(fd, log.encode(), 0x2)
    end = time.monotonic() + timeout
    try:
        while True:
            found = test()
            if found:
                return found
            if time.monotonic() > end:
                raise TimeoutError(what)
            select.select([fd], [], [], 0.25)
            try:
                os.read(fd, 65536)
            except BlockingIOError:
                pass
    finally:
        os.close(fd)


def kill9(pid):
    try:
        os.kill(pid, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False


def processes():
    """{pid: (name, state, parent)} of all there are."""
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % entry) as f:
                stat = f.read()
        except OSError:
            continue
        rest = stat[stat.rindex(")") + 2:].split()
        found[int(entry)] = (stat[stat.index("(") + 1:stat.rindex(")")],
                             rest[0], int(rest[1]))
    return found


def children_of(pid, name=None):
    """Its children; with a name, those of that executable."""
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            found = [int(word) for word in f.read().split()]
    except OSError:
        return []
    if name is not None:
        family = processes()
        found = [p for p in found if family.get(p, ("",))[0] == name[:15]]
    return found


def status(pid):
    """/proc/PID/status as {name: text}."""
    with open("/proc/%d/status" % pid) as f:
        return dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)


def memory_kb(pid, name="VmRSS"):
    return int(status(pid)[name].split()[0])


def descriptors(pid):
    return len(os.listdir("/proc/%d/fd" % pid))


class Relay:
    """Stands before an SMTP port: hears what is said, and can spoil it.

    mode: "pass"; "refuse" (550 after the final dot, nothing passed on);
    "later" (451 likewise).  With a gate the final dot waits until the gate
    opens.  down() and up() take the port away and give it back.
    """

    def __init__(self, port, target):
        self.port, self.target = port, target
        self.mode = "pass"
        self.gate = None
        self.reached = threading.Event()    # a final dot has come
        self.heard = []                     # [(recipients, message)]
        self._listener = None
        self.up()

    def up(self):
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def down(self):
        # Closing alone would leave the accept() of the thread with the port.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        server = socket.create_connection(("127.0.0.1", self.target))
        back = threading.Thread(target=self._back, args=(server, client), daemon=True)
        back.start()
        try:
            self._forth(client, server)
        except OSError:
            pass
        finally:
            for s in (server, client):
                try:
                    s.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
            back.join()
            server.close()
            client.close()

    @staticmethod
    def _back(server, client):
        try:
            while data := server.recv(65536):
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def _forth(self, client, server):
        recipients, message, body = [], [], False
        for line in client.makefile("rb"):
            if not body:
                if line.upper().startswith(b"RCPT TO:"):
                    recipients.append(line.partition(b"<")[2].partition(b">")[0].decode())
                if line.upper().strip() == b"DATA":
                    body = True
            elif line == b".\r\n":
                body = False
                self.heard.append((recipients, b"".join(message)))
                self.reached.set()
                if self.gate is not None:
                    self.gate.wait(600)
                if self.mode != "pass":
                    client.sendall(b"550 5.7.0 not here\r\n" if self.mode == "refuse"
                                   else b"451 4.3.0 not now\r\n")
                    return
            else:
                message.append(line[1:] if line.startswith(b".") else line)
            server.sendall(line)

    def close(self):
        try:
            self.down()
        except OSError:
            pass
