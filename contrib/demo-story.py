"""The story that contrib/demo tells, and the end of it.

start FOLDER SOURCE   start everything, send the samples, tell, stay running
stop FOLDER           end what a start left running
"""

import email
import email.policy
import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import zipfile

STAFF = "j.smith@foundryrow.example"
KIRK = "m.reid@kirkview.example"
COLLEAGUE = "kate@foundryrow.example"
TENANT = "someone@mail.example"
COUNCIL = "housing@council.example"


def stop(folder):
    with open(os.path.join(folder, "state.json")) as f:
        state = json.load(f)
    subprocess.run(["postfix", "-c", state["postfix"], "stop"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for name in ("exeatd", "world"):
        end(state[name], state[name + "_started"])


def started(pid):
    """When a process began, in clock ticks since boot; None if it is gone."""
    try:
        with open("/proc/%d/stat" % pid) as f:
            return int(f.read().rpartition(")")[2].split()[19])
    except OSError:
        return None


def end(pid, begun):
    """Terminate a process if it is still the one that we started; wait."""
    if started(pid) != begun:
        return
    fd = os.pidfd_open(pid)
    try:
        signal.pidfd_send_signal(fd, signal.SIGTERM)
        import select
        if not select.select([fd], [], [], 40)[0]:
            signal.pidfd_send_signal(fd, signal.SIGKILL)
    except ProcessLookupError:
        pass
    finally:
        os.close(fd)


# --- sample emails -----------------------------------------------------------------

def note(sender, to, subject, body, files=(), html=None):
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    m["From"], m["To"], m["Subject"] = sender, ", ".join(to), subject
    m["Date"] = email.utils.localtime()
    m["Message-ID"] = email.utils.make_msgid(domain=sender.rpartition("@")[2])
    m.set_content(textwrap.dedent(body))
    if html:
        m.add_alternative(html, subtype="html")
    for name, kind, data in files:
        main, _, sub = kind.partition("/")
        m.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return m.as_bytes()


def encrypted_zip(folder):
    """A zip that asks for a password, made by a real archiver."""
    clear, path = os.path.join(folder, "list.csv"), os.path.join(folder, "list.zip")
    with open(clear, "w") as f:
        f.write("name,national insurance number\nA. Tenant,JX 12 34 56 C\n")
    subprocess.run(["7z", "a", "-tzip", "-mem=AES256", "-pcorrect-horse", path, clear],
                   check=True, stdout=subprocess.DEVNULL)
    with open(path, "rb") as f:
        data = f.read()
    os.unlink(clear)
    os.unlink(path)
    return data


def damaged_zip():
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("plan.txt", "The plan for the back court. " * 200)
    return b.getvalue()[:-40]


def program():
    """The first bytes of a Windows program; harmless."""
    head = bytearray(512)
    head[0:2], head[60:64], head[64:68] = b"MZ", (64).to_bytes(4, "little"), b"PE\0\0"
    head[68:70] = (0x14c).to_bytes(2, "little")
    return bytes(head)


def samples(folder):
    """(what is sent, envelope sender, recipients, message)"""
    chain = ("Fwd: Fwd: Read this today\n", """\
        ---------- Forwarded message ----------
        From: A Friend <friend@mail.example>
        Subject: Read this today

        Forward this to ten people within seven days and good luck will find
        you. Do not break the chain! Those who broke it had bad luck.
        """)
    return [
        ("An ordinary email to a tenant", STAFF, [TENANT],
         note(STAFF, [TENANT], "Your repair",
              "Dear tenant,\n\nthe joiner comes on Tuesday at ten.\n\nJ. Smith\n")),
        ("The same from the other association, as text and HTML", KIRK, [TENANT],
         note(KIRK, [TENANT], "Garden walls", "The wall is mended.\n",
              html="<html><body><p>The wall is <b>mended</b>.</p></body></html>\n")),
        ("A National Insurance number in clear", STAFF, [COUNCIL],
         note(STAFF, [COUNCIL], "Benefit form",
              "Her National Insurance number is JX 12 34 56 C.\n")),
        ("The same number inside a file that is encrypted", STAFF, [COUNCIL],
         note(STAFF, [COUNCIL], "Benefit form",
              "The form is attached; the password comes separately.\n",
              [("form.zip", "application/zip", encrypted_zip(folder))])),
        ("A chain letter, passed on", STAFF, [TENANT, COUNCIL],
         note(STAFF, [TENANT, COUNCIL], *[s.strip("\n") if i == 0 else s
                                          for i, s in enumerate(chain)])),
        ("A file that nobody can read", STAFF, [COUNCIL],
         note(STAFF, [COUNCIL], "Plan", "Here is the plan.\n",
              [("plan.zip", "application/zip", damaged_zip())])),
        ("A program under a harmless name", STAFF, [TENANT],
         note(STAFF, [TENANT], "Photographs", "Have a look.\n",
              [("photos.pdf", "application/pdf", program())])),
        ("An email between colleagues", STAFF, [COLLEAGUE],
         note(STAFF, [COLLEAGUE], "Lunch", "At one?\n")),
    ]


# --- telling -------------------------------------------------------------------------

class Story:
    def __init__(self, lab):
        self.lab, self.number = lab, 0

    def say(self, label, text):
        lines = text.splitlines() or [""]
        print("   %-9s %s" % (label, lines[0]))
        for line in lines[1:]:
            print("             " + line)

    def got(self, sent_to, before):
        """What the recipients got, once Postfix has handed it over."""
        ok = lambda m: set(m.recipients) & set(sent_to)
        self.lab.sink.wait(ok, before + 1)
        m = self.lab.sink.matching(ok)[-1]
        body = email.message_from_bytes(m.data, policy=email.policy.default)
        text = body.get_body(("plain", "html"))
        return text.get_content().strip() if text else "(no text)"

    def tell(self, title, sender, to, message):
        self.number += 1
        print("\n%d. %s\n   from %s to %s" % (self.number, title, sender, ", ".join(to)))
        before = len(self.lab.sink.matching(lambda m: set(m.recipients) & set(to)))
        held = {h["reference"] for h in self.lab.held()}
        reply = self.lab.send(sender, to, message)
        self.say("answer", "\n".join(reply.lines))
        if reply.code != 250:
            self.say("outcome", "returned; nobody got it")
            return None
        new = [h for h in self.lab.held() if h["reference"] not in held]
        if new:
            self.say("outcome", "held for the %s as %s, by rule or setting: %s" % (
                new[0]["role"], new[0]["reference"], new[0]["rule"] or "unreadable"))
            return new[0]["reference"]
        self.say("got", self.got(to, before))
        return None

    def why(self, sender, to, message):
        path = os.path.join(self.lab.folder, "sample.eml")
        with open(path, "wb") as f:
            f.write(message)
        args = ["explain", "--config", self.lab.config, "--file", path, "--from",
                sender, "--auth", sender]
        for address in to:
            args += ["--to", address]
        shown = [l for l in self.lab.ctl(*args).stdout.splitlines()
                 if l.split()[:1] and l.split()[0] in
                 ("MATCHED", "UNDECIDED", "Found", "Unread", "Notice")]
        self.say("why", "\n".join(shown) or "no rule had anything to say")
        os.unlink(path)

    def release(self, reference, to):
        print("\n   The officer looks at %s and lets it go:" % reference)
        before = len(self.lab.sink.matching(lambda m: set(m.recipients) & set(to)))
        done = self.lab.ctl("held", "release", reference, "--reason",
                            "the architect confirmed the file", "--control",
                            self.lab.socket("control"))
        self.say("state", done.stdout.strip())
        self.say("got", self.got(to, before))


    def account(self):
        """What the officer can show of all that: the month's account of notices."""
        print("\nThe account of notices, as clause 34 asks:")
        month = time.strftime("%Y-%m")
        done = self.lab.ctl("proof", "--month", month, "--control", self.lab.socket("control"))
        print("\n".join("   " + line for line in done.stdout.strip().splitlines()))


def run(folder, source):
    os.environ["EXEAT_SRC"], os.environ["EXEAT_BUILD"] = source, os.path.join(folder, "build")
    sys.path.insert(0, os.path.join(source, "tests", "lab"))
    from lab import Lab

    lab = Lab(accounts=True, folder=folder)
    lab.start()
    pid = lab.exeat.process.pid
    with open(os.path.join(folder, "state.json"), "w") as f:
        json.dump({"postfix": lab.postfix.config, "exeatd": pid,
                   "exeatd_started": started(pid), "world": os.getpid(),
                   "world_started": started(os.getpid())}, f)
    story = Story(lab)
    for title, sender, to, message in samples(folder):
        reference = story.tell(title, sender, to, message)
        story.why(sender, to, message)
        if reference is not None:
            story.release(reference, to)
    story.account()
    print(textwrap.dedent("""
        It all still runs on 127.0.0.1. To look further:
          send mail     port %(port)d takes SMTP; XCLIENT LOGIN=name names who is signed in
          judge a file  %(ctl)s explain --config %(config)s --file F --from A --to B
          held mail     %(ctl)s held list --config %(config)s
          the notices   %(ctl)s disclaimer preview --config %(config)s --file F
          the record    %(ctl)s audit verify --config %(config)s
          the rules     %(config)s/rules.d
          logs          %(folder)s/exeat.log and %(folder)s/postfix/mail.log
        End it with: contrib/demo --stop
        """) % {"port": lab.port, "ctl": os.path.join(folder, "build", "exeatctl"),
                "config": lab.config, "folder": folder})
    return lab


def start(folder, source):
    """A child tells the story and then stays as the outside world."""
    done_r, done_w = os.pipe()
    if os.fork() > 0:
        os.close(done_w)
        sys.exit(0 if os.read(done_r, 2) == b"ok" else 1)
    os.setsid()
    os.close(done_r)
    lab = run(folder, source)
    sys.stdout.flush()
    log = os.open(os.path.join(folder, "world.log"), os.O_WRONLY | os.O_CREAT, 0o600)
    for fd in (1, 2):
        os.dup2(log, fd)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.write(done_w, b"ok")
    os.close(done_w)
    signal.sigwait({signal.SIGTERM})
    lab.sink.close()


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "start":
        start(sys.argv[2], sys.argv[3])
    elif len(sys.argv) == 3 and sys.argv[1] == "stop":
        stop(sys.argv[2])
    else:
        sys.exit(__doc__)
