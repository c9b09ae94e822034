"""A private Postfix on loopback: its own configuration, queue and ports.

Needs root, as Postfix does.  The machine's own Postfix is never touched.
"""

import os
import random
import shutil
import socket
import subprocess

MASTER = """\
{services}
pickup    unix  n       -       n       1       1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       1       1       qmgr
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
flush     unix  n       -       n       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
smtp      unix  -       -       n       -       -       smtp
relay     unix  -       -       n       -       -       smtp
showq     unix  n       -       n       -       -       showq
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
discard   unix  -       -       n       -       -       discard
local     unix  -       n       n       -       -       local
anvil     unix  -       -       n       -       1       anvil
scache    unix  -       -       n       -       1       scache
postlog   unix-dgram n  -       n       -       1       postlogd
"""

SETTINGS = {
    "compatibility_level": "3.6",
    "mail_owner": "postfix",
    "setgid_group": "postdrop",
    "daemon_directory": "/usr/lib/postfix/sbin",
    "command_directory": "/usr/sbin",
    "meta_directory": "/etc/postfix",
    "inet_interfaces": "127.0.0.1",
    "inet_protocols": "ipv4",
    "myhostname": "lab.example",
    "mydestination": "",
    "mynetworks": "127.0.0.0/8",
    "local_transport": "error:there is nobody here",
    "smtp_dns_support_level": "disabled",
    "smtp_host_lookup": "native",
    "smtpd_peername_lookup": "no",
    "smtpd_authorized_xclient_hosts": "127.0.0.0/8",
    "smtpd_client_connection_count_limit": "0",
    "smtpd_relay_restrictions": "permit_mynetworks, reject",
    "smtpd_forbid_bare_newline": "yes",
    "smtpd_forbid_unauth_pipelining": "yes",
    "smtpd_soft_error_limit": "1000",
    "smtpd_hard_error_limit": "1000",
    "message_size_limit": "60000000",
    "mailbox_size_limit": "0",
    "milter_protocol": "6",
    "milter_default_action": "tempfail",
    "enable_long_queue_ids": "yes",
    "default_process_limit": "100",
    "qmgr_message_active_limit": "20000",
    "initial_destination_concurrency": "20",
    "default_destination_concurrency_limit": "20",
    "smtputf8_enable": "yes",
    "biff": "no",
    "minimal_backoff_time": "1s",
    "maximal_backoff_time": "2s",
    "queue_run_delay": "1s",
}


_claims = []        # for as long as this process lives


def _given_away():
    """The ports that the system gives to whoever asks for any."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as f:
        first, last = (int(word) for word in f.read().split())
    return range(first, last + 1)


def free_port():
    """A port that is free, and that nobody else is given until it is used.

    Neither another lab beside this one, nor a connection or a listener of
    anybody that takes any port.
    """
    given = _given_away()
    while True:
        port = random.randrange(10000, 65536)
        if port in given:
            continue
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind("\0exeat-lab-port-%d" % port)
        except OSError:
            claim.close()
            continue
        _claims.append(claim)
        return port


class Postfix:
    """folder: must be reachable by the user postfix."""

    def __init__(self, folder, sink_port, services, settings=None):
        """services: list of (port, {option: value})."""
        self.folder = folder
        self.config = os.path.join(folder, "config")
        self.log = os.path.join(folder, "mail.log")
        values = dict(SETTINGS)
        values.update({
            "config_directory": self.config,
            "queue_directory": os.path.join(folder, "queue"),
            "data_directory": os.path.join(folder, "data"),
            "relayhost": "[127.0.0.1]:%d" % sink_port,
            "maillog_file": self.log,
            "maillog_file_prefixes": folder,
        })
        values.update(settings or {})
        for name in (self.config, values["queue_directory"]):
            os.makedirs(name, mode=0o755, exist_ok=True)
        os.makedirs(values["data_directory"], mode=0o700, exist_ok=True)
        shutil.chown(values["data_directory"], "postfix", "postfix")
        lines = []
        for port, options in services:
            lines.append("127.0.0.1:%d inet n - n - - smtpd" % port)
            for key, value in options.items():
                lines.append("  -o { %s = %s }" % (key, value))
        with open(os.path.join(self.config, "master.cf"), "w") as f:
            f.write(MASTER.format(services="\n".join(lines)))
        with open(os.path.join(self.config, "main.cf"), "w") as f:
            for key, value in values.items():
                f.write("%s = %s\n" % (key, value))

    def _run(self, *args, **kw):
        return subprocess.run(["postfix", "-c", self.config, *args], check=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300, **kw)

    def start(self):
        try:
            self._run("start")
        except subprocess.CalledProcessError as e:
            raise RuntimeError("Postfix did not start:\n" +
                               e.stdout.decode("utf-8", "replace")) from e

    def reload(self):
        self._run("reload")

    def flush(self):
        self._run("flush")

    def sendmail(self, sender, recipients, message):
        """The command-line path; message: bytes with LF line ends."""
        return subprocess.run(
            ["/usr/sbin/sendmail", "-C", self.config, "-i", "-f", sender, "--",
             *recipients], input=message, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=300)

    def queue(self):
        """One JSON line for each queued message."""
        out = subprocess.run(["postqueue", "-c", self.config, "-j"],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             timeout=300)
        return [l for l in out.stdout.decode("utf-8", "replace").splitlines() if l]

    def stop(self):
        try:
            self._run("stop")
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            try:
                self._run("abort")
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
                pass
