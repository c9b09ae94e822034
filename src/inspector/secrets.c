#include "inspector/secrets.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

#define FILE_PASSWORD	"archive_password"

static bool
is_candidate(const struct finding *f)
{
	return slice_eq_str(f->detector, FILE_PASSWORD);
}

/*
 * Something in the message that a password opens.  Mail encrypted to a key has
 * none.
 */
static bool
is_locked(const struct part *p)
{
	if ((p->flags & PART_PASSWORD_IS_HERE) != 0)
		return true;
	return p->encryption != ENCRYPTION_NO &&
	    !slice_starts(p->detected, SLICE("application/pgp")) &&
	    !slice_starts(p->detected, SLICE("application/pkcs7")) &&
	    !slice_starts(p->detected, SLICE("application/x-pkcs7")) &&
	    !slice_starts(p->detected, SLICE("multipart/")) &&
	    slice_find(p->detected, SLICE("rpmsg"), 0) == SLICE_NPOS;
}

static bool
is_private_key(const struct part *p)
{
	static const char *const types[] = {
		"application/x-pkcs12", "application/pkcs8",
		"application/x-der-key", "application/x-pgp-secret-keys",
	};
	size_t i;

	for (i = 0; i < sizeof types / sizeof types[0]; i++)
		if (slice_eq_str(p->detected, types[i]))
			return true;
	return false;
}

/* "Password for the tenancy file": the body need not say it again. */
static bool
speaks_of_file(struct slice subject)
{
	static const char *const words[] = {
		"file", "attachment", "document", "spreadsheet", "zip", "pdf",
		"folder", "workbook", "archive", "previous email",
		"earlier email", "last email",
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_ifind(subject, slice_str(words[i]), 0) !=
		    SLICE_NPOS)
			return true;
	return false;
}

/*
 * Beside a locked file every candidate counts.  Without one, those that speak
 * of a file are the separate email that the policy wants; the others are
 * passwords of something else.
 */
static void
settle_candidates(struct report *r, bool has_lock)
{
	bool of_file = speaks_of_file(r->facts.subject);
	struct finding *f;
	size_t i, n;

	for (i = n = 0; i < r->finding_count; i++) {
		f = &r->findings[i];
		if (is_candidate(f) && has_lock) {
			f->tier = 3;
		} else if (is_candidate(f)) {
			if (f->tier < 2 || of_file)
				continue;
			f->detector = SLICE("credential");
		}
		r->findings[n++] = *f;
	}
	r->finding_count = n;
}

/* What the part itself is; the digest stands for its value. */
static void
add_part(struct report *r, const struct part *p, const char *detector)
{
	struct finding *f;

	if (r->finding_count >= REPORT_FINDINGS_MAX)
		return;
	f = &r->findings[r->finding_count++];
	memset(f, 0, sizeof *f);
	f->detector = slice_str(detector);
	f->tier = 3;
	f->where = FINDING_ATTACHMENT;
	f->part = p->path;
	f->container = p->container;
	memcpy(&f->value_hash, p->digest, sizeof f->value_hash);
	f->occurrences = 1;
	memcpy(f->name_hash, p->name_hash, sizeof f->name_hash);
}

int
secrets_settle(struct report *r, struct arena *a)
{
	struct finding *list;
	bool has_lock = false;
	size_t i, more = 0;

	for (i = 0; i < r->part_count; i++) {
		has_lock |= is_locked(&r->parts[i]);
		more += is_private_key(&r->parts[i]) ||
		    (r->parts[i].flags & PART_PASSWORD_IS_HERE) != 0;
	}
	settle_candidates(r, has_lock);
	if (more == 0)
		return 0;
	list = arena_array(a, r->finding_count + more, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	if (r->finding_count > 0)
		memcpy(list, r->findings, r->finding_count * sizeof *list);
	r->findings = list;
	for (i = 0; i < r->part_count; i++) {
		if (is_private_key(&r->parts[i]))
			add_part(r, &r->parts[i], "private_key");
		if ((r->parts[i].flags & PART_PASSWORD_IS_HERE) != 0)
			add_part(r, &r->parts[i], FILE_PASSWORD);
	}
	return 0;
}
