"""Invented numbers with right (or purposely wrong) check digits, from the published rules alone.

value(seed, "nhs:2:solid") is the second NHS number of the message whose id is seed, without
separators; the same every time.  KINDS holds the function of each kind; `bad` in the form breaks
what can be checked.  Nothing here is taken from the code under test.
"""

import datetime
import hashlib
import os
import random
import re
import string

KINDS = {}


def kind(f):
    KINDS[f.__name__.rstrip("_")] = f
    return f


def value(seed, spec):
    """The text for a placeholder {kind:number:form}."""
    name, n, form = (spec.split(":") + ["", ""])[:3]
    if name in ("num", "house"):
        n, form = form or "1", n        # {num:8}, or {num:8:2} for the second of them
    key = "%s/%s/%s" % (seed, name, n or "1")
    r = random.Random(hashlib.sha256(key.encode()).digest())
    return disguised(KINDS[name](r, form), form)


def disguised(text, form):
    """As word processors and web pages leave it: nbsp, wide, or zw (invisible characters)."""
    if "nbsp" in form:
        text = text.replace(" ", "\u00a0")
    if "wide" in form:
        text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    return "\u200b".join(text) if "zw" in form else text


def digits(r, n, first="0123456789"):
    return r.choice(first) + "".join(r.choice(string.digits) for _ in range(n - 1))


def until(make):
    """The first candidate that is possible."""
    while True:
        x = make()
        if x is not None:
            return x


def other(c, alphabet=string.digits):
    """Another character of the alphabet, the next one."""
    return alphabet[(alphabet.index(c) + 1) % len(alphabet)]


def grouped(text, *sizes, sep=" "):
    out, at = [], 0
    for n in sizes:
        out.append(text[at:at + n])
        at += n
    return sep.join(x for x in out + [text[at:]] if x)


def weigh(text, weights):
    return sum(int(c) * w for c, w in zip(text, weights))


# --- United Kingdom -----------------------------------------------------------------------


@kind
def nino(r, form):
    first, second, last = "ABCEGHJKLMNOPRSTWXYZ", "ABCEGHJKLMNPRSTWXYZ", "ABCD"
    no = ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "OO", "CR", "FY", "MW", "NC", "PP", "PY", "PZ")
    pair = until(lambda: (lambda p: None if p in no else p)(r.choice(first) + r.choice(second)))
    number, end = digits(r, 6), r.choice(last)
    if "badprefix" in form:
        pair = r.choice(["BG", "GB", "NK", "KN", "TN", "NT", "ZZ", "DA", "QA", "VA", "AO", "JU"])
    if "badsuffix" in form:
        end = r.choice("EFGHJKLMRSTXYZ")
    whole = pair + number + end
    if "nosuffix" in form:
        return grouped(whole[:8], 2, 2, 2, 2)
    if "solid" in form:
        return whole
    if "lower" in form:
        return whole.lower()
    return grouped(whole, 2, 2, 2, 2, sep="-" if "dash" in form else " ")


def mod11(nine):
    c = 11 - weigh(nine, range(10, 1, -1)) % 11
    return {11: "0", 10: None}.get(c, str(c))


def ten(nine, form):
    c = mod11(nine)
    if c is None or len(set(nine)) < 4:
        return None
    whole = nine + (other(c) if "bad" in form else c)
    sep = "-" if "dash" in form else "." if "dot" in form else " "
    if "solid" in form:
        return whole
    return grouped(whole, 6, sep=sep) if "64" in form else grouped(whole, 3, 3, sep=sep)


@kind
def nhs(r, form):
    return until(lambda: ten(digits(r, 9, "467") if "ni" not in form
                             else "3" + digits(r, 8, "23456789"), form))


@kind
def chi(r, form):
    def one():
        d = datetime.date(1930, 1, 1) + datetime.timedelta(days=r.randrange(25500))
        if "early" in form:
            d = d.replace(day=r.randrange(1, 10))
        return ten(d.strftime("%d%m%y") + digits(r, 3), form or "solid")
    return until(one)


@kind
def utr(r, form):
    rest = digits(r, 9)
    first = "21987654321"[weigh(rest, (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11]
    whole = (other(first) if "bad" in form else first) + rest
    if "k" in form:
        whole += "K"
    return grouped(whole, 5) if "split" in form else whole


@kind
def passport(r, form):
    if "alpha" in form:
        return r.choice("ABCEGHJKLMNPRSTUWXYZ") + r.choice("ABCEGHJKLMNPRST") + digits(r, 7)
    if "old" in form:
        return r.choice("BCDEH") + digits(r, 6)
    whole = digits(r, 9, "15")
    return grouped(whole, 3, 3) if "split" in form else whole


def mrz_check(text):
    order = string.digits + string.ascii_uppercase
    return str(sum((0 if c == "<" else order.index(c)) * (7, 3, 1)[i % 3]
                   for i, c in enumerate(text)) % 10)


@kind
def mrz(r, form):
    """form: SURNAME<<GIVEN, bad after a comma."""
    name, _, how = form.partition(",")
    number = digits(r, 9, "15")
    birth = "%02d%02d%02d" % (r.randrange(40, 100), r.randrange(1, 13), r.randrange(1, 29))
    expiry = "%02d%02d%02d" % (r.randrange(27, 36), r.randrange(1, 13), r.randrange(1, 29))
    a, b, c = number + mrz_check(number), birth + mrz_check(birth), expiry + mrz_check(expiry)
    if how == "bad":
        a, b = a[:9] + other(a[9]), b[:6] + other(b[6])
    extra = "<" * 14 + "0"
    line = a + "GBR" + b + r.choice("MF") + c + extra
    return "P<GBR" + name.ljust(39, "<") + "\n" + line + mrz_check(a + b + c + extra)


@kind
def dl(r, form):
    """form: SURNAME,INITIALS,m or f,YYMMDD; `split` or a wrong month (13) after it."""
    name, initials, sex, born, *how = form.split(",")
    if name.startswith("MAC"):
        name = "MC" + name[3:]
    month = int(born[2:4]) + (50 if sex == "f" else 0)
    if "bad" in how:
        month = 13 if sex == "m" else 63
    whole = (name[:5].ljust(5, "9") + born[0] + "%02d" % month + born[4:6] + born[1]
             + initials.ljust(2, "9")[:2] + r.choice("23456789ABCDEFGHJKLMNPRSTVWXY")
             + r.choice("ABCDEFGHJKLMNPRSTUVWXYZ") + r.choice("ABCDEFGHJKLMNPRSTUVWXYZ"))
    return grouped(whole, 5, 6) if "split" in how else whole


@kind
def brp(r, form):
    return "Z" + r.choice("ERUWX") + r.choice("X0123456789") + digits(r, 6)


@kind
def share(r, form):
    body = "".join(r.choice("ABCDEFGHJKLMNPRSTVWXYZ23456789") for _ in range(8))
    return grouped((form[:1].upper() or "W") + body, 3, 3)


@kind
def homeoffice(r, form):
    return r.choice("ABCDEGHJKLMNPRST") + digits(r, 7)


@kind
def upn(r, form):
    rest = r.choice(["260", "801", "330", "382", "919"]) + digits(r, 9)
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    c = letters[weigh(rest, range(2, 14)) % 23]
    return (other(c, letters) if "bad" in form else c) + rest


@kind
def uln(r, form):
    def one():
        nine = digits(r, 9, "123456789")
        rest = weigh(nine, range(10, 1, -1)) % 11
        if rest == 0:
            return None
        c = str(10 - rest)
        return nine + (other(c) if "bad" in form else c)
    return until(one)


@kind
def scn(r, form):
    def one():
        eight = "%02d" % r.randrange(0, 26) + digits(r, 6)
        c = (11 - weigh(eight, (3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 11
        if c == 10:
            return None
        return eight + (other(str(c)) if "bad" in form else str(c))
    return until(one)


@kind
def pnc(r, form):
    letters = "ZABCDEFGHJKLMNPQRTUVWXY"
    year, serial = r.randrange(1976, 2025), digits(r, 7)
    c = letters[int("%02d%s" % (year % 100, serial)) % 23]
    if "bad" in form:
        c = other(c, letters)
    if "short" in form:
        return "%02d/%d%s" % (year % 100, int(serial), c)
    return "%d/%s%s" % (year, serial, c)


@kind
def pvg(r, form):
    def one():
        x = digits(r, 16, "12")
        return None if luhn(x[:-1]) == x[-1] else x
    return grouped(until(one), 4, 4, 4, 4)


# --- money --------------------------------------------------------------------------------


@kind
def sort(r, form):
    pairs = r.choice(["20", "30", "40", "60", "77", "80", "82", "83", "09", "11"])
    whole = pairs + digits(r, 4)
    if "solid" in form:
        return whole
    return grouped(whole, 2, 2, sep=" " if "space" in form else "-")


@kind
def acct(r, form):
    whole = digits(r, 8, "0123456789")
    if "seven" in form:
        return whole[1:]
    return grouped(whole, 4) if "split" in form else whole


def bban(r, country):
    def letters(n):
        return "".join(r.choice(string.ascii_uppercase) for _ in range(n))
    banks = {"GB": ("BUKB", "LOYD", "NWBK", "MIDL", "BOFS", "RBOS"), "IE": ("AIBK", "BOFI"),
             "NL": ("RABO", "INGB", "ABNA")}
    return {"GB": lambda: r.choice(banks["GB"]) + digits(r, 14),
            "IE": lambda: r.choice(banks["IE"]) + digits(r, 14),
            "NL": lambda: r.choice(banks["NL"]) + digits(r, 10),
            "DE": lambda: digits(r, 18), "PL": lambda: digits(r, 24), "ES": lambda: digits(r, 20),
            "FR": lambda: digits(r, 23), "IT": lambda: letters(1) + digits(r, 22),
            "BE": lambda: digits(r, 12), "LT": lambda: digits(r, 16), "PT": lambda: digits(r, 21),
            "RO": lambda: letters(4) + digits(r, 16), "AT": lambda: digits(r, 16),
            "SE": lambda: digits(r, 20)}[country]()


@kind
def iban(r, form):
    """form: the country, `solid`, `lower`, `bad` (check) or `short` (length) after commas."""
    country, *how = (form or "GB").split(",")
    rest = bban(r, country)
    order = string.digits + string.ascii_uppercase
    number = int("".join(str(order.index(c)) for c in rest + country + "00"))
    check = 98 - number % 97
    whole = country + "%02d" % check + rest
    if "bad" in how:
        whole = whole[:-1] + other(whole[-1])
    if "short" in how:
        whole = whole[:-1]
    if "lower" in how:
        whole = whole.lower()
    return whole if "solid" in how else grouped(whole, *[4] * 8)


def luhn(stem):
    total = 0
    for i, c in enumerate(reversed(stem)):
        d = int(c) * (2 if i % 2 == 0 else 1)
        total += d - 9 if d > 9 else d
    return str(-total % 10)


CARDS = {"visa": (["4"], 16), "mc": (["51", "52", "53", "54", "55", "2221", "2720", "2500"], 16),
         "amex": (["34", "37"], 15), "maestro": (["5018", "5020", "6759", "6763"], 18),
         "discover": (["6011", "65"], 16), "jcb": (["3528", "3589"], 16),
         "diners": (["36", "38"], 14)}


@kind
def card(r, form):
    """form: the brand, `solid`, `dash` or `bad` after commas."""
    brand, *how = (form or "visa").split(",")
    heads, length = CARDS[brand]
    head = r.choice(heads)
    stem = head + digits(r, length - 1 - len(head))
    c = luhn(stem)
    whole = stem + (other(c) if "bad" in how else c)
    if "solid" in how:
        return whole
    sizes = (4, 6, 5) if brand == "amex" else (4, 6, 4) if brand == "diners" else (4, 4, 4, 4)
    return grouped(whole, *sizes, sep="-" if "dash" in how else " ")


# --- other countries ----------------------------------------------------------------------


@kind
def ssn(r, form):
    area = "%03d" % r.choice([x for x in range(100, 770) if x != 666])
    if "bad" in form:
        area = r.choice(["000", "666", "912"])
    whole = area + "%02d%04d" % (r.randrange(1, 100), r.randrange(1, 10000))
    return whole if "solid" in form else grouped(whole, 3, 2, sep="-")


@kind
def pps(r, form):
    letters = "WABCDEFGHIJKLMNOPQRSTUV"
    seven, second = digits(r, 7), r.choice("ABH") if "two" in form else ""
    total = weigh(seven, range(8, 1, -1)) + (9 * letters.index(second) if second else 0)
    c = letters[total % 23]
    return seven + (other(c, letters) if "bad" in form else c) + second


@kind
def nir(r, form):
    stem = (r.choice("12") + "%02d%02d%02d%03d%03d"
            % (r.randrange(40, 100), r.randrange(1, 13), r.choice([13, 31, 33, 69, 75, 92]),
               r.randrange(1, 500), r.randrange(1, 500)))
    key = 97 - int(stem) % 97
    if "bad" in form:
        key = key % 97 + 1
    whole = stem + "%02d" % key
    return whole if "solid" in form else grouped(whole, 1, 2, 2, 2, 3, 3)


@kind
def steuer(r, form):
    """Eleven digits, one of the first ten twice and one missing; ISO 7064 mod 11,10."""
    order = list(string.digits)
    r.shuffle(order)
    order[9] = order[r.randrange(0, 8)]
    if order[0] == "0":
        i = next(i for i in range(1, 10) if order[i] != "0")
        order[0], order[i] = order[i], order[0]
    p = 10
    for c in order:
        s = (int(c) + p) % 10 or 10
        p = 2 * s % 11
    check = str((11 - p) % 10)
    whole = "".join(order) + (other(check) if "bad" in form else check)
    return grouped(whole, 2, 3, 3) if "split" in form else whole


@kind
def nif(r, form):
    letters = "TRWAGMYFPDXBNJZSQVHLCKE"
    head = r.choice("XYZ") if "nie" in form else ""
    number = digits(r, 7 if head else 8)
    c = letters[int({"X": "0", "Y": "1", "Z": "2", "": ""}[head] + number) % 23]
    return head + number + (other(c, letters) if "bad" in form else c)


@kind
def fiscal(r, form):
    consonants = "BCDFGLMNPRSTVZ"
    odd = dict(zip(string.digits + string.ascii_uppercase,
                   [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18,
                    20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]))
    even = {c: i if c.isdigit() else ord(c) - 65
            for i, c in enumerate(string.digits + string.ascii_uppercase)}
    stem = ("".join(r.choice(consonants) for _ in range(6)) + "%02d" % r.randrange(40, 100)
            + r.choice("ABCDEHLMPRST") + "%02d" % (r.randrange(1, 29) + r.choice([0, 40]))
            + r.choice("ADFHL") + "%03d" % r.randrange(100, 999))
    c = chr(65 + sum((odd if i % 2 == 0 else even)[x] for i, x in enumerate(stem)) % 26)
    return stem + (other(c, string.ascii_uppercase) if "bad" in form else c)


@kind
def pesel(r, form):
    year = r.randrange(1940, 2015)
    ten_ = "%02d%02d%02d%s" % (year % 100, r.randrange(1, 13) + (20 if year > 1999 else 0),
                               r.randrange(1, 29), digits(r, 4))
    c = str(-weigh(ten_, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)
    return ten_ + (other(c) if "bad" in form else c)


@kind
def bsn(r, form):
    def one():
        eight = digits(r, 8, "123456789")
        c = weigh(eight, range(9, 1, -1)) % 11
        if c == 10:
            return None
        return eight + (other(str(c)) if "bad" in form else str(c))
    return until(one)


@kind
def nrn(r, form):
    """Belgium: YY.MM.DD-SSS.CC; a 2 before it for those born from 2000 on."""
    year = r.randrange(1940, 2015)
    nine = "%02d%02d%02d%03d" % (year % 100, r.randrange(1, 13), r.randrange(1, 29),
                                 r.randrange(1, 998))
    c = 97 - int(("2" if year > 1999 else "") + nine) % 97
    if "bad" in form:
        c = c % 97 + 1
    whole = nine + "%02d" % c
    if "solid" in form:
        return whole
    return "%s.%s.%s-%s.%s" % (whole[:2], whole[2:4], whole[4:6], whole[6:9], whole[9:])


# --- secrets ------------------------------------------------------------------------------


def some(r, n, alphabet=string.ascii_letters + string.digits):
    return "".join(r.choice(alphabet) for _ in range(n))


@kind
def key(r, form):
    b64 = string.ascii_letters + string.digits + "+/"
    url = string.ascii_letters + string.digits + "-_"
    hexa = "0123456789abcdef"
    return {"aws": lambda: "AKIA" + some(r, 16, string.ascii_uppercase + "234567"),
            "awssecret": lambda: some(r, 40, b64),
            "azure": lambda: "AccountKey=" + some(r, 86, b64) + "==",
            "azuread": lambda: some(r, 3) + "8Q~" + some(r, 34, url),
            "google": lambda: "AIza" + some(r, 35, url),
            "github": lambda: "ghp_" + some(r, 36),
            "githubpat": lambda: "github_pat_" + some(r, 22) + "_" + some(r, 59),
            "gitlab": lambda: "glpat-" + some(r, 20, url),
            "slack": lambda: "xoxb-%s-%s-%s" % (digits(r, 12, "123456789"), digits(r, 13, "1234"),
                                                some(r, 24)),
            "stripe": lambda: "sk_live_" + some(r, 24),
            "sendgrid": lambda: "SG." + some(r, 22, url) + "." + some(r, 43, url),
            "jwt": lambda: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ" + some(r, 60, url) + "."
                           + some(r, 43, url),
            "sha1": lambda: some(r, 40, hexa), "sha256": lambda: some(r, 64, hexa),
            "b64": lambda: some(r, 64, b64)}[form]()


@kind
def pem(r, form):
    """form: RSA PRIVATE KEY, PUBLIC KEY, CERTIFICATE ..."""
    b64 = string.ascii_letters + string.digits + "+/"
    rows = "\n".join(some(r, 64, b64) for _ in range(6))
    return "-----BEGIN %s-----\nMII%s\n%s==\n-----END %s-----" % (form, rows, some(r, 42, b64), form)


# --- what only looks like it --------------------------------------------------------------


@kind
def num(r, form):
    """form: how many digits."""
    return digits(r, int(form), "123456789")


@kind
def plain10(r, form):
    """Ten digits that pass the check of an NHS number and are none."""
    return until(lambda: ten(digits(r, 9, "467"), "solid"))


@kind
def isbn(r, form):
    stem = "978" + "0" + digits(r, 8)
    c = str(-weigh(stem, (1, 3) * 6) % 10)
    return grouped(stem + c, 3, 1, 4, 4, sep="-") if "dash" in form else stem + c


@kind
def imei(r, form):
    stem = "35" + digits(r, 12)
    return stem + luhn(stem)


@kind
def iccid(r, form):
    stem = "8944" + digits(r, 14)
    return stem + luhn(stem)


@kind
def s10(r, form):
    eight = digits(r, 8)
    c = 11 - weigh(eight, (8, 6, 4, 2, 3, 5, 9, 7)) % 11
    return r.choice(["RN", "JX", "AA", "KG"]) + eight + str({10: 0, 11: 5}.get(c, c)) + "GB"


@kind
def vat(r, form):
    seven = digits(r, 7, "123456789")
    c = 97 - weigh(seven, range(8, 1, -1)) % 97
    return grouped(seven + "%02d" % c, 3, 4)


@kind
def epoch(r, form):
    return str(r.randrange(1700000000, 1790000000)) + ("000" if "ms" in form else "")


@kind
def uuid(r, form):
    h = some(r, 32, "0123456789abcdef")
    return grouped(h, 8, 4, 4, 4, sep="-")


@kind
def mob(r, form):
    last = "%03d" % r.randrange(1000)
    if "solid" in form:
        return "07700900" + last
    return ("+44 7700 900" if "plus" in form else "07700 900") + last


@kind
def tel(r, form):
    area = form or r.choice(["0141 496 0", "0131 496 0", "0161 496 0", "0113 496 0", "020 7946 0"])
    return area + "%03d" % r.randrange(1000)


# --- people -------------------------------------------------------------------------------

# Given names and surnames that are common in a community each; the pairs are made by chance.
NAMES = [
    ("Fiona Hamish Morag Callum Ailsa Gordon Catriona Ewan Isobel Struan", "Macdonald Drummond Farquhar "
     "McAllister Galbraith Buchanan Sinclair McIntosh Rennie Urquhart"),
    ("Siobhan Declan Niamh Padraig Orla Cormac Bridget Eoin", "O'Donnell Gallagher O'Neill Doherty Rafferty "
     "McGinley O'Hara Brannigan"),
    ("Emma Jack Olivia George Charlotte Harry Joanne Keith", "Thompson Hargreaves Whitfield Clarke Ashworth "
     "Pemberton Lyons Bradshaw"),
    ("Nadia Imran Shabana Tariq Ayesha Bilal Rukhsana Usman", "Hussain Akhtar Mahmood Chaudhry Malik Qureshi "
     "Iqbal Sheikh"),
    ("Harpreet Gurdeep Manjit Jaswinder Balraj Simran", "Dhillon Sandhu Grewal Bhogal Sahota Gill"),
    ("Priya Rajesh Meera Sanjay Anjali Vikram Lakshmi", "Patel Sharma Nair Raghavan Iyer Desai Menon"),
    ("Agnieszka Piotr Katarzyna Wojciech Magdalena Tomasz Ewa", "Kowalska Nowicki Zielińska Wójcik Mazur "
     "Dąbrowska Pawlak"),
    ("Chidi Ngozi Adaeze Emeka Oluwaseun Folake Tunde Yetunde", "Okafor Adeyemi Eze Okonkwo Balogun Nwosu "
     "Adebayo Ogunleye"),
    ("Kwame Ama Kofi Abena Yaw Efua", "Mensah Owusu Boateng Asante Osei Agyeman"),
    ("Omar Yasmin Khalid Layla Hassan Mariam Abdi Hodan", "al-Masri Haddad Nasser Warsame Khalil Abdullahi "
     "Farah Rahman"),
    ("Wei Mei Xiu Jun Ling Kai", "Chen Wong Zhang Cheung Liu Huang"),
    ("Gethin Angharad Rhys Carys Dewi Eleri", "Prydderch Llewelyn Pugh Bevan Griffiths Parry"),
]


@kind
def person(r, form):
    """form: `sur` for Surname, Given; `given`, `surname` alone; `title` with Mr or Ms."""
    givens, surnames = r.choice(NAMES)
    given, surname = r.choice(givens.split()), r.choice(surnames.split())
    if r.randrange(8) == 0:
        surname += "-" + r.choice(r.choice(NAMES[:3])[1].split())
    return {"": given + " " + surname, "sur": surname + ", " + given, "given": given, "surname": surname,
            "title": r.choice(["Mr ", "Ms ", "Mrs "]) + surname}[form]


@kind
def mail(r, form):
    """form: the domain."""
    name = person(r, "").lower().replace(" ", ".").replace("'", "")
    name = name.encode("ascii", "ignore").decode() + digits(r, 3)
    return name + "@" + (form or r.choice(["mail.example", "post.example", "webmail.example",
                                           "inbox.example"]))


@kind
def street(r, form):
    return "%s%d %s" % (r.choice(["", "", "Flat %d/%d, " % (r.randrange(4), r.randrange(1, 4))]),
                        r.randrange(1, 180), r.choice(
        ["Harbour Rise", "Kiln Street", "Kirk Wynd", "Foundry Road", "Millburn Avenue", "Quarry Lane",
         "Station Terrace", "Braehead Crescent", "Orchard Court", "Viewfield Place", "Weavers Close",
         "Ropework Square", "Burnside Gardens", "Chapel Street"]))


@kind
def postcode(r, form):
    area = r.choice(["G", "EH", "KY", "DD", "AB", "PA", "ML", "M", "LS", "CF", "NE", "BT"])
    return "%s%d %d%s%s" % (area, r.randrange(1, 20), r.randrange(1, 10),
                            r.choice("ABDEFGHJLNPQRSTUWXYZ"), r.choice("ABDEFGHJLNPQRSTUWXYZ"))


@kind
def birth(r, form):
    """form: slash, dot, dash, iso, two (digits of the year), long, short; `child` for a recent year."""
    years = (2009, 2020) if "child" in form else (1936, 2004)
    d = datetime.date(r.randrange(*years), r.randrange(1, 13), r.randrange(1, 29))
    how = form.split(",")[0] or "slash"
    if how == "child":
        how = "slash"
    return {"slash": d.strftime("%d/%m/%Y"), "dot": "%d.%d.%s" % (d.day, d.month, d.strftime("%y")),
            "dash": d.strftime("%d-%m-%Y"), "iso": d.isoformat(), "two": d.strftime("%d/%m/%y"),
            "long": "%d %s" % (d.day, d.strftime("%B %Y")),
            "short": "%d%s %s" % (d.day, {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}
                                  .get(d.day, "th"), d.strftime("%b %y"))}[how]


@kind
def money(r, form):
    return "£%s" % format(r.randrange(9000, 240000) / 100, ",.2f")


@kind
def tenancy(r, form):
    return r.choice(["TN", "T", "KV", "FR"]) + digits(r, 6, "123456789")


@kind
def paper(r, form):
    """form: a file of own/, and from which to which percent of it."""
    name, start, end = form.split(",")
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "own", name + ".txt"),
              encoding="utf-8") as f:
        text = re.sub(r"(?<!\n)\n(?!\n)", " ", f.read())
    return text[len(text) * int(start) // 100:len(text) * int(end) // 100].strip()


@kind
def house(r, form):
    """form: a line of own/house.values."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "own", "house.values"),
              encoding="utf-8") as f:
        return f.read().split("\n")[int(form) - 1]


# --- the numbers themselves ---------------------------------------------------------------


def proof():
    """The rules above against published numbers; what is wrong, in words."""
    claims = {
        "NHS number": mod11("999012345") == "4" and mod11("410220301") is None,
        "card": luhn("411111000000123") == "5" and luhn("37900000000123") == "3",
        "passport lines": mrz_check("123456789") == "7" and mrz_check("800101") == "4",
        "UTR": "21987654321"[weigh("000111222", (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] == "2",
        "names": all(len(g.split()) > 4 and len(s.split()) > 4 for g, s in NAMES),
    }
    for spec, check in (
            ("iban", lambda x: int("".join(str(int(c, 36)) for c in (x[4:] + x[:4]))) % 97 == 1),
            ("bsn", lambda x: (weigh(x[:8], range(9, 1, -1)) - int(x[8])) % 11 == 0),
            ("pesel", lambda x: weigh(x, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0),
            ("uln", lambda x: weigh(x, range(10, 0, -1)) % 11 == 10),
            ("nir", lambda x: (int(x[:13]) + int(x[13:])) % 97 == 0)):
        for i in range(20):
            claims["%s %d" % (spec, i)] = check(value(str(i), spec).replace(" ", ""))
    return [name for name, true in claims.items() if not true]
