/*
 * phrase -- "the password is ...": a label, and the secret that it gives away
 * (personal-data reference 11).
 *
 * Two detectors read the same words: login-details, and file-password, whose
 * findings count only beside a locked file.
 */
#ifndef DETECT_PHRASE_H
#define DETECT_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"
#include "detect/context.h"

#define PHRASE_SECRET_MAX	64	/* bytes; longer values are none */

/* What the words around it say the secret opens. */
enum phrase_about {
	PHRASE_ANYTHING,
	PHRASE_FILE,
	PHRASE_ACCOUNT
};

struct phrase {
	size_t from, to;	/* of the secret, in the window's shadow */
	enum phrase_about about;
	bool is_hint;		/* tells how to find it: "our postcode" */
	bool is_weak;		/* one capitalised word: perhaps none */
};

/* The labels, each a DETECT_TRIGGER. */
#define PHRASE_LABELS(LABEL) \
LABEL("password", PASSWORD) \
LABEL("passwords", PASSWORD) \
LABEL("pass word", PASSWORD) \
LABEL("passwd", PASSWORD) \
LABEL("pword", PASSWORD) \
LABEL("pwd", PASSWORD) \
LABEL("pw", PASSWORD) \
LABEL("p/w", PASSWORD) \
LABEL("passphrase", PASSWORD) \
LABEL("pass phrase", PASSWORD) \
LABEL("pass-phrase", PASSWORD) \
LABEL("passcode", PASSCODE) \
LABEL("pass code", PASSCODE) \
LABEL("pass", PASS) \
LABEL("p:", PASS) \
LABEL("wifi code", PASSWORD) \
LABEL("wi-fi code", PASSWORD) \
LABEL("wifi key", PASSWORD) \
LABEL("wi-fi key", PASSWORD) \
LABEL("wpa key", PASSWORD) \
LABEL("network key", PASSWORD) \
LABEL("pin", PIN) \
LABEL("login", LOGIN) \
LABEL("log in", LOGIN) \
LABEL("log-in", LOGIN) \
LABEL("logon", LOGIN) \
LABEL("log on", LOGIN) \
LABEL("logins", LOGIN) \
LABEL("credentials", LOGIN) \
LABEL("username", LOGIN) \
LABEL("user name", LOGIN) \
LABEL("cyfrinair", PASSWORD) \
LABEL("gyfrinair", PASSWORD) \
LABEL("chyfrinair", PASSWORD) \
LABEL("facal-faire", PASSWORD) \
LABEL("facal faire", PASSWORD) \
LABEL("hasło", PASSWORD) \
LABEL("hasłem", PASSWORD) \
LABEL("haslo", PASSWORD)

/*
 * Read at a label (c->at, c->word_to); false if nothing is given away: a
 * policy, a reset link, a meeting's passcode, a placeholder.
 */
bool	phrase_read(const struct detect_context *c, struct phrase *ret);

/*
 * May this be a secret where a table's header says that it is one?  Not a
 * placeholder, not a word such as "reset".
 */
bool	phrase_is_cell(const struct detect_context *c, size_t from, size_t to,
	    bool is_pin);

#endif
