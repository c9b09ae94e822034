"""Let a browser judge pages before and after a disclaimer went in.

    browser.py CHROMIUM BEFORE AFTER

Each file in AFTER has its original in BEFORE.  The browser shows both in
frames without scripting.  In the second one the notice must be seen exactly
once, as a block of its own; whatever else is seen must be the same in both.
Prints a line for each page that fails, then the numbers; exit status 1 if
one failed.  All traffic is on loopback.
"""

import http.server
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading

JUDGE = r"""<!DOCTYPE html><meta charset=utf-8><title>judge</title>
<body><div id=frames></div><script>
const NOTICE = "Confidential:meantfortheaddresseeonly.";
const squeeze = s => s.replace(/[\s\u200b-\u200f\ufeff\u00a0\u034f\u00ad]/g, "");

// Is this text node's ink on the page?
function seen(node, win) {
	const range = node.ownerDocument.createRange();
	range.selectNodeContents(node);
	let rects = [...range.getClientRects()].filter(r =>
	    r.width > 0.5 && r.height > 2);
	if (rects.length == 0)
		return false;
	const own = win.getComputedStyle(node.parentElement);
	if (own.visibility != "visible" || parseFloat(own.fontSize) < 3 ||
	    /rgba\(.*, 0\)$/.test(own.color))
		return false;
	for (let e = node.parentElement; e; e = e.parentElement) {
		const s = win.getComputedStyle(e);
		if (s.display == "none" || parseFloat(s.opacity) < 0.15)
			return false;
		if (e.tagName == "BODY" || e.tagName == "HTML")
			continue;
		if (s.overflowX != "visible" || s.overflowY != "visible") {
			const box = e.getBoundingClientRect();
			rects = rects.filter(r => r.top < box.bottom &&
			    r.bottom > box.top && r.left < box.right &&
			    r.right > box.left);
		}
	}
	return rects.some(r => r.right > 0 && r.bottom + win.scrollY > 0 &&
	    r.left < 4000);
}

function read(frame) {
	const doc = frame.contentDocument, win = frame.contentWindow;
	let text = "", all = "", nodes = [];
	if (!doc.body)
		return { text, all, nodes };
	const walk = doc.createTreeWalker(doc.documentElement,
	    NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const n = walk.currentNode, words = squeeze(n.data);
		if (words == "" || /^(SCRIPT|STYLE|TITLE|NOEMBED|NOFRAMES|TEXTAREA|OPTION)$/
		    .test(n.parentElement.tagName))
			continue;
		all += words;
		if (!seen(n, win))
			continue;
		text += words;
		if (words.includes("Confidential:meantforthe"))
			nodes.push(n);
	}
	return { text, all, nodes, win };
}

// What a notice must not be part of.
function misplaced(node, win) {
	for (let e = node.parentElement; e; e = e.parentElement) {
		if (e.matches("a[href],button,blockquote,q,s,del,strike," +
		    "marquee,td,th,caption,summary,select,label[for]"))
			return "inside " + e.tagName;
		if (win.getComputedStyle(e).textDecorationLine.includes(
		    "line-through"))
			return "struck out";
	}
	const c = win.getComputedStyle(node.parentElement).color;
	for (let e = node.parentElement; e; e = e.parentElement) {
		const b = win.getComputedStyle(e).backgroundColor;
		if (b != "rgba(0, 0, 0, 0)") {
			return b == c ? "on its own colour" : "";
		}
	}
	return c == "rgb(255, 255, 255)" ? "white on white" : "";
}

function judge(was, is) {
	const a = read(was), b = read(is);
	if (b.nodes.length != 1)
		return "seen " + b.nodes.length + " times";
	const bad = misplaced(b.nodes[0], b.win);
	if (bad)
		return bad;
	const whole = "Confidential:meantfortheaddresseeonly." +
	    "PlainHomes,1SampleStreet.";
	const at = b.text.indexOf(whole);
	if (at < 0)
		return "not whole";
	if (b.text.slice(0, at) + b.text.slice(at + whole.length) != a.text)
		return "other text changed";
	if (b.all.split(NOTICE).length != 2)
		return "there more than once";
	return "";
}

function load(url) {
	return new Promise(done => {
		const f = document.createElement("iframe");
		f.sandbox = "allow-same-origin";
		f.style = "width:800px;height:600px;border:0";
		f.onload = () => done(f);
		setTimeout(() => done(f), 4000);
		f.src = url;
		document.getElementById("frames").append(f);
	});
}

async function one(i) {
	const [was, is] = await Promise.all([load("/before/" + i),
	    load("/after/" + i)]);
	let r;
	try {
		r = judge(was, is);
	} catch (e) {
		r = "not judged: " + e;
	}
	was.remove();
	is.remove();
	return [i, r];
}

(async () => {
	const names = await (await fetch("/names")).json();
	const out = [];
	for (let i = 0; i < names.length; i += 16)
		out.push(...await Promise.all(names.slice(i, i + 16).map(
		    (_, k) => one(i + k))));
	await fetch("/result", { method: "POST", body: JSON.stringify(out) });
})();
</script>"""


class Pages(http.server.BaseHTTPRequestHandler):
    def answer(self, body, kind="text/html; charset=utf-8", bare=False):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if bare:
            self.send_header("Content-Security-Policy",
                             "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        where = self.path.strip("/").split("/")
        if where == ["judge"]:
            self.answer(JUDGE.encode())
        elif where == ["names"]:
            self.answer(json.dumps(self.server.names).encode(),
                        "application/json")
        elif (len(where) == 2 and where[0] in ("before", "after") and
              where[1].isdigit()):
            folder = self.server.folders[where[0]]
            name = self.server.names[int(where[1])]
            with open(os.path.join(folder, name), "rb") as f:
                self.answer(f.read(), bare=True)
        else:
            self.send_error(404)

    def do_POST(self):
        size = int(self.headers["Content-Length"])
        self.server.result = json.loads(self.rfile.read(size))
        self.answer(b"")
        self.server.done.set()

    def log_message(self, *args):
        pass


def run(chromium, before, after, limit):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.names = sorted(os.listdir(after))
    server.folders = {"before": before, "after": after}
    server.result, server.done = None, threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as profile:
        browser = subprocess.Popen(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu",
             "--no-first-run", "--disable-extensions",
             "--disable-background-networking", "--disable-sync",
             "--disable-component-update", "--disable-dev-shm-usage",
             "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
             "--user-data-dir=" + profile, "--remote-debugging-port=0",
             "http://127.0.0.1:%d/judge" % server.server_port],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        server.done.wait(limit)
        os.killpg(browser.pid, signal.SIGTERM)
        try:
            browser.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(browser.pid, signal.SIGKILL)
            browser.wait()
    server.shutdown()
    return server.names, server.result


def main():
    chromium, before, after = sys.argv[1:4]
    names, result = run(chromium, before, after, 300)
    if result is None:
        print("browser: no answer in time")
        return 1
    failed = [(names[i], why) for i, why in result if why]
    for name, why in failed:
        print("%s: %s" % (name, why))
    print("browser: %d pages, %d as they should be" %
          (len(result), len(result) - len(failed)))
    return 1 if failed or len(result) != len(names) else 0


if __name__ == "__main__":
    sys.exit(main())
