"""What a group of processes costs, from /proc."""

import os
import threading

TICK = os.sysconf("SC_CLK_TCK")


def stat(pid):
    """(parent, CPU seconds of it and of its reaped children) or None."""
    try:
        with open("/proc/%d/stat" % pid) as f:
            fields = f.read().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]), sum(int(x) for x in fields[11:15]) / TICK


def name(pid):
    try:
        with open("/proc/%d/comm" % pid) as f:
            return f.read().strip()
    except OSError:
        return ""


def tree(root):
    """root and everything below it that runs now."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            s = stat(int(entry))
            if s is not None:
                children.setdefault(s[0], []).append(int(entry))
    out, todo = [], [root]
    while todo:
        pid = todo.pop()
        out.append(pid)
        todo += children.get(pid, [])
    return out


def cpu_by_name(root):
    """{program: seconds so far}: also of those that ended and were reaped."""
    out = {}
    for pid in tree(root):
        s = stat(pid)
        if s is not None:
            key = name(pid)
            out[key] = out.get(key, 0) + s[1]
    return out


def field(pid, file, key):
    """kB, 0 if the process has gone."""
    try:
        with open("/proc/%d/%s" % (pid, file)) as f:
            for line in f:
                if line.startswith(key):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def forget_peaks(root):
    for pid in tree(root):
        try:
            with open("/proc/%d/clear_refs" % pid, "w") as f:
                f.write("5")
        except OSError:
            pass


def peaks_mb(root):
    """Sum of the high-water marks: what is shared counts several times."""
    return sum(field(p, "status", "VmHWM:") for p in tree(root)) / 1024


def pss_mb(root):
    return sum(field(p, "smaps_rollup", "Pss:") for p in tree(root)) / 1024


class PssSampler:
    """The highest sum seen; short-lived children may fall between two looks."""

    def __init__(self, root, every=0.2):
        self.root, self.every, self.peak = root, every, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        while not self._over.wait(self.every):
            self.peak = max(self.peak, pss_mb(self.root))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()
