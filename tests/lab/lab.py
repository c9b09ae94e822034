"""Postfix, exeat and a sink, wired as an admin would wire them, in one folder.

    with Lab() as lab:
        reply = lab.send("j.smith@foundryrow.example", ["x@mail.example"], message)

EXEAT_BUILD names the folder of the executables, EXEAT_SRC the sources; both
default to this file's tree.  Started as root, exeat runs under an ordinary
account unless accounts=True, which uses one account a role.
"""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile

from postfix import Postfix, free_port
from sink import Sink
import smtp

HERE = os.path.dirname(os.path.abspath(__file__))
SRC = os.environ.get("EXEAT_SRC") or os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get("EXEAT_BUILD") or SRC

MACHINE = """\
set socket submission "unix:{run}/submission.sock", group {group}, mode 0666, processes 2
set socket local "unix:{run}/local.sock", group {group}, mode 0666
set socket inbound "unix:{run}/inbound.sock", group {group}, mode 0666
set socket release "unix:{run}/release.sock", group {group}, mode 0666
set control "{run}/control.sock"
set store "{store}"
set release-port "127.0.0.1:{release}"
set log stderr
"""


# A rule that holds the copies of chosen recipients, for tests.
HOLD_RULE = """
list held-in-lab of addresses { mix@mail.example, someone@held.example }
rule lab-hold {
    policy  "IT System Security 42", "Copies for these addresses are looked at first."
    when    any recipient in list held-in-lab
    then    quarantine for officer decide within 2 working days otherwise refuse
}
"""


def have_root():
    return os.geteuid() == 0


class Exeat:
    """One exeatd and its roles."""

    def __init__(self, config, log, user=None, build=BUILD, env=None):
        self.config, self.log, self.user, self.build = config, log, user, build
        self.env = env or {}
        self.process = None

    def start(self, timeout=120):
        """Returns when exeatd says that every role stands."""
        path = os.path.join(os.path.dirname(self.log), "notify.sock")
        if os.path.exists(path):
            os.unlink(path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(path)
            os.chmod(path, 0o666)
            ready.settimeout(timeout)
            env = {"PATH": os.environ["PATH"], "NOTIFY_SOCKET": path, **self.env}
            for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
                if name in os.environ:
                    env[name] = os.environ[name]
            kw = {}
            if self.user is not None:
                who = pwd.getpwnam(self.user)
                kw = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(
                    [os.path.join(self.build, "exeatd"), "-f", "-c", self.config],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env,
                    cwd="/", **kw)
            try:
                while b"READY=1" not in ready.recv(4096):
                    pass
            except TimeoutError:
                self.kill()
                raise RuntimeError("exeatd did not become ready:\n" + self.tail()) from None

    def tail(self, n=4000):
        with open(self.log, "rb") as f:
            return f.read()[-n:].decode("utf-8", "replace")

    def children(self):
        """{role: [pid, ...]} of the roles that exeatd started."""
        found = {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open("/proc/%s/stat" % entry) as f:
                    stat = f.read()
            except OSError:
                continue
            name = stat[stat.index("(") + 1:stat.rindex(")")]
            parent = int(stat[stat.rindex(")") + 2:].split()[1])
            if parent == self.process.pid:
                found.setdefault(name, []).append(int(entry))
        return found

    def hangup(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self, timeout=180):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Lab:
    def __init__(self, rules=None, accounts=False, user="nobody", settings=None,
                 postfix_settings=None, build=BUILD, env=None, folder=None,
                 with_exeat=True, with_postfix=True, machine_extra="", extra_rules="", signer=None):
        """rules: a folder with rule files (default: the shipped ones); signer: a milter that follows exeat."""
        self.signer = signer
        self.folder = folder or tempfile.mkdtemp(prefix="exeat-lab-")
        os.chmod(self.folder, 0o755)
        self.accounts = accounts
        self.user = None if accounts or not have_root() else user
        self.build = build
        self.run = os.path.join(self.folder, "run")
        self.store = os.path.join(self.folder, "store")
        self.config = os.path.join(self.folder, "exeat")
        self.sink = Sink()
        self.port = free_port()
        self.plain_port = free_port()
        self.inbound_port = free_port()
        self.release_port = free_port()
        self._own(self.run, 0o755)
        self._own(self.store, 0o700)
        self._copy_rules(rules or os.path.join(SRC, "rules"), machine_extra, extra_rules)
        self.exeat = Exeat(os.path.join(self.config, "exeat.conf"),
                           os.path.join(self.folder, "exeat.log"),
                           self.user, build, env) if with_exeat else None
        self.postfix = Postfix(os.path.join(self.folder, "postfix"), self.sink.port,
                               self._services(with_exeat),
                               {**self._milters(with_exeat), **(postfix_settings or {})}
                               ) if with_postfix else None

    def _own(self, path, mode):
        os.makedirs(path, exist_ok=True)
        os.chmod(path, mode)
        if self.accounts:
            if path == self.store:
                shutil.chown(path, "_exeat-keeper")
        elif self.user is not None:
            shutil.chown(path, self.user)

    def _copy_rules(self, rules, machine_extra, extra_rules):
        """The rule files beside machine settings of this lab's own."""
        shutil.copytree(rules, self.config, dirs_exist_ok=True)
        texts = os.path.join(SRC, "disclaimers")
        if os.path.isdir(texts):
            shutil.copytree(texts, os.path.join(self.config, "disclaimers"),
                            dirs_exist_ok=True)
        kept = []
        with open(os.path.join(self.config, "exeat.conf")) as f:
            for line in f:
                word = line.split()[1:2] if line.startswith("set ") else []
                if word and word[0] in ("socket", "control", "store", "key", "log",
                                        "release-port", "account", "pages"):
                    continue
                kept.append(line)
        group = "postfix" if have_root() and self.accounts else None
        machine = MACHINE.format(run=self.run, store=self.store,
                                 release=self.release_port, group=group)
        if group is None:
            machine = machine.replace(", group None", "")
        with open(os.path.join(self.config, "exeat.conf"), "w") as f:
            f.write(machine + machine_extra + "".join(kept))
        if extra_rules:
            with open(os.path.join(self.config, "rules.d", "90-lab.rules"), "w") as f:
                f.write(extra_rules)
        for top, folders, files in os.walk(self.config):
            for name in folders + files:
                path = os.path.join(top, name)
                os.chmod(path, 0o755 if name in folders else 0o644)
        os.chmod(self.config, 0o755)

    def socket(self, name):
        return os.path.join(self.run, name + ".sock")

    def _services(self, wired):
        def milter(name, more=None):
            listed = ["unix:" + self.socket(name)] if wired else []
            if self.signer is not None and name != "inbound":
                listed.append(self.signer)
            options = {"smtpd_milters": ", ".join(listed)}
            options.update(more or {})
            return options
        return [(self.port, milter("submission")), (self.plain_port, {"smtpd_milters": ""}),
                (self.inbound_port, milter("inbound")),
                (self.release_port, milter("release", {
                    "smtpd_client_restrictions": "permit_mynetworks, reject"}))]

    def _milters(self, wired):
        if not wired:
            return {}
        return {"non_smtpd_milters": "unix:" + self.socket("local"),
                "milter_content_timeout": "120s"}

    def start(self):
        try:
            if self.exeat is not None:
                self.exeat.start()
            if self.postfix is not None:
                self.postfix.start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        if self.postfix is not None:
            self.postfix.stop()
        if self.exeat is not None:
            self.exeat.stop()
        self.sink.close()

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, value, trace):
        self.stop()
        if kind is None:
            self.remove()
        else:
            print("lab kept in", self.folder)
            if self.exeat is not None and os.path.exists(self.exeat.log):
                print(self.exeat.tail())

    def send(self, sender, recipients, message, login=None, port=None, **kw):
        """Through the submission service; login defaults to the sender."""
        return smtp.send(port or self.port, sender, recipients, message,
                         login=sender if login is None else login or None, **kw)

    def ctl(self, *args, check=True, **kw):
        """exeatctl's finished process, text."""
        done = subprocess.run([os.path.join(self.build, "exeatctl"), *args],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=300, text=True, **kw)
        if check and done.returncode not in (0, 1):
            raise RuntimeError("exeatctl %s: status %d: %s%s" % (
                " ".join(args), done.returncode, done.stdout, done.stderr))
        return done

    def held(self, state=None):
        """Held items as objects."""
        args = ["held", "list", "--format", "json",
                "--control", self.socket("control")]
        if state is not None:
            args += ["--state", state]
        return json.loads(self.ctl(*args).stdout)
