"""The shape of an answer of `exeatctl explain`, key by key."""

import re

NONE = type(None)
TEXT = (str,)
MAYBE = (str, NONE)
WORDS = {
    "class": "encrypted truncated limit malformed unsupported ambiguous crash timeout incomplete",
    "finding": "personal special_category criminal_offence financial credential conduct site",
    "disposition": "accept reject quarantine tempfail discard",
    "where": "attachment body quoted subject filename header",
    "outcome": "matched watched warned lifted undecided",
    "then": "deliver warn quarantine tempfail reject",
    "mode": "off watch warn enforce",
    "is": "forward reply automatic signed encrypted important confidential",
    "disclaimer": "added present skipped failed none",
    "fallback": "deliver-without wrap header quarantine reject notify",
    "encrypted": "no partly weak strong",
}
WORDS = {k: set(v.split()) for k, v in WORDS.items()}

TOP = {"schema": (int,), "file": TEXT, "revision": TEXT, "policy": TEXT, "class": TEXT,
       "at": TEXT, "disposition": TEXT, "modified": (bool,), "disclaimer": TEXT,
       "disclaimer_reason": MAYBE, "disclaimer_text": MAYBE, "disclaimer_fallback": MAYBE,
       "disclaimer_choice": (dict, NONE),
       "sender": (dict,), "original_sender": (dict, NONE), "recipients": (list,),
       "message": (dict,), "facts": (list,), "rules": (list,), "findings": (list,),
       "possible": (list,), "anomalies": (list,), "attachments": (list,), "parts": (list,),
       "reply": (list,), "milliseconds": (int, float)}
SENDER = {"address": TEXT, "auth": MAYBE, "signed_in": (bool,), "differs_from_header": (bool,),
          "inside": (bool,), "known": (bool,), "association": MAYBE, "department": MAYBE,
          "lists": (list,)}
ORIGINAL = {"address": TEXT, "inside": (bool,), "known": (bool,), "lists": (list,)}
RECIPIENT = {"address": TEXT, "disposition": TEXT, "inside": (bool,), "known": (bool,),
             "first_contact": (bool,), "lookalike_of": MAYBE,
             "private_address_of_staff": (bool, type(None)), "association": MAYBE, "department": MAYBE,
             "lists": (list,), "exceptions": (list,)}
MESSAGE = {"is": (list,), "forward_depth": (int,), "visible_recipients": (int,),
           "mentions_attachment": (bool,), "asks_receipt": (bool,), "language": MAYBE, "schedules": (list,),
           "same_text": (dict,)}
FACT = {"fact": TEXT, "answer": TEXT}
RULE = {"name": TEXT, "mode": TEXT, "outcome": TEXT, "then": TEXT, "effects": (list,),
        "lifted_by": MAYBE, "clause": TEXT, "file": TEXT, "line": (int,)}
FINDING = {"detector": TEXT, "name": TEXT, "list": MAYBE, "class": TEXT, "tier": (int,),
           "count": (int,), "part": TEXT, "container": MAYBE, "place": MAYBE,
           "name_hash": MAYBE, "where": TEXT, "mask": TEXT}
ANOMALY = {"class": TEXT, "part": MAYBE, "detail": TEXT, "outcome": TEXT}
ATTACHMENT = {"part": TEXT, "declared": MAYBE, "detected": MAYBE, "size": (int,), "sha256": TEXT,
              "encrypted": TEXT, "source": TEXT, "macros": (bool,), "type": TEXT,
              "name_hash": MAYBE, "inside": MAYBE, "encrypted_reason": MAYBE,
              "unknown_source": (bool,), "disguised": (bool,), "unreadable": MAYBE,
              "held": (bool,)}
PART = {"part": TEXT, "inside": MAYBE, "declared": MAYBE, "detected": MAYBE, "type": TEXT,
        "container": MAYBE, "size": (int,), "text": (int,), "encrypted": TEXT,
        "encrypted_reason": MAYBE, "is": (list,), "unreadable": (list,)}
STRICTNESS = ["accept", "discard", "quarantine", "tempfail", "reject"]


class Shape:
    """Collects what is wrong with one answer."""

    def __init__(self, answer):
        self.wrong = []
        self.keys("answer", answer, TOP)
        if not self.wrong:
            self.people(answer)
            self.lists(answer)
            self.reply(answer)

    def claim(self, holds, what):
        if not holds:
            self.wrong.append(what)

    def keys(self, where, o, spec):
        for key, types in spec.items():
            if key not in o:
                self.wrong.append("%s lacks %s" % (where, key))
            else:
                self.claim(type(o[key]) in types, "%s.%s is %r" % (where, key, o[key]))

    def word(self, where, value, kind):
        self.claim(value in WORDS[kind], "%s is %r" % (where, value))

    def people(self, a):
        self.claim(a["schema"] == 1, "schema")
        self.claim(re.fullmatch(r"[0-9a-f]{8}", a["revision"]), "revision " + a["revision"])
        self.claim(re.fullmatch(r"\d{4}(-\d\d){2}T(\d\d:){2}\d\dZ", a["at"]), "at " + a["at"])
        self.word("disposition", a["disposition"], "disposition")
        self.word("disclaimer", a["disclaimer"], "disclaimer")
        if a["disclaimer_fallback"] is not None:
            self.word("disclaimer_fallback", a["disclaimer_fallback"], "fallback")
        self.keys("sender", a["sender"], SENDER)
        if a["original_sender"] is not None:
            self.keys("original_sender", a["original_sender"], ORIGINAL)
        for r in a["recipients"]:
            self.keys("recipient", r, RECIPIENT)
            self.claim(r.get("separate", True) is True and
                       ("separate" not in r or r["disposition"] == "accept"), "separate")
        self.claim(a["disposition"] == max((r["disposition"] for r in a["recipients"]),
                                           key=STRICTNESS.index), "not the strictest")
        self.keys("message", a["message"], MESSAGE)
        for w in a["message"]["is"]:
            self.word("message.is", w, "is")

    def lists(self, a):
        for f in a["facts"]:
            self.keys("fact", f, FACT)
            self.claim(f["answer"] in ("yes", "no", "unknown"), "answer %r" % f["answer"])
        asked = [f["fact"] for f in a["facts"]]
        self.claim(len(asked) == len(set(asked)), "a fact twice")
        for r in a["rules"]:
            self.keys("rule", r, RULE)
            for key in ("mode", "outcome", "then"):
                self.word("rule." + key, r[key], key)
            self.claim((r["outcome"] == "lifted") == (r["lifted_by"] is not None), "lifted_by")
        for name in ("findings", "possible"):
            for f in a[name]:
                self.keys(name, f, FINDING)
                self.word("class", f["class"], "finding")
                self.word("where", f["where"], "where")
                self.claim(f["tier"] in ((1,) if name == "possible" else (1, 2, 3)), "tier")
                self.claim(re.fullmatch(r"(\*+[^*]{1,4})?", f["mask"]), "mask " + f["mask"])
        for n in a["anomalies"]:
            self.keys("anomaly", n, ANOMALY)
            self.word("anomaly", n["class"], "class")
            self.word("outcome", n["outcome"], "disposition")
        for t in a["attachments"]:
            self.keys("attachment", t, ATTACHMENT)
            self.word("encrypted", t["encrypted"], "encrypted")
            self.claim(re.fullmatch(r"[0-9a-f]{64}", t["sha256"]), "sha256")
        for p in a["parts"]:
            self.keys("part", p, PART)
            self.word("encrypted", p["encrypted"], "encrypted")
            for w in p["unreadable"]:
                self.word("unreadable", w, "class")
        parts = [t["part"] for t in a["attachments"]]
        self.claim(len(parts) == len(set(parts)), "an attachment twice")

    def reply(self, a):
        lines = a["reply"]
        self.claim((len(lines) > 0) == (a["disposition"] in ("reject", "tempfail")),
                   "reply of " + a["disposition"])
        self.claim(len(lines) <= (1 if a["class"] == "local" else 4), "reply too long")
        for i, line in enumerate(lines, 1):
            self.claim(re.fullmatch(r"[45]\d\d%s[45]\.\d\.\d [ -~]+"
                                    % (" " if i == len(lines) else "-"), line)
                       and len(line) <= 200, "reply line " + line)


def wrong(answer):
    return Shape(answer).wrong
