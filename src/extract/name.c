/*
 * name -- file names as rules compare them, and their keyed hash.
 */
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/env.h"

/* Percent escapes to bytes; ptr NULL when the arena is exhausted. */
static struct slice
percent_decode(struct slice s, struct arena *a)
{
	uint8_t *out;
	size_t i, n = 0;

	out = arena_alloc(a, s.len);
	if (out == NULL)
		return SLICE_NONE;
	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '%' && s.len - i > 2 &&
		    ascii_hex_value(s.ptr[i + 1]) >= 0 &&
		    ascii_hex_value(s.ptr[i + 2]) >= 0) {
			out[n++] = (uint8_t)(ascii_hex_value(s.ptr[i + 1]) << 4 |
			    ascii_hex_value(s.ptr[i + 2]));
			i += 2;
		} else {
			out[n++] = s.ptr[i];
		}
	}
	return slice_of(out, n);
}

/* Letters folded, invisible and control characters out; in out. */
static int
fold_into(struct slice s, uint8_t *out, size_t *ret_n)
{
	uint8_t *folded;
	size_t len, i, n = 0;
	ucs4_t uc;
	int k;

	if (slice_is_ascii(s)) {
		for (i = 0; i < s.len; i++)
			if (s.ptr[i] >= 0x20 && s.ptr[i] != 0x7f)
				out[n++] = ascii_lower(s.ptr[i]);
		*ret_n = n;
		return 0;
	}
	folded = u8_casefold(s.ptr, s.len, NULL, UNINORM_NFKC, NULL, &len);
	if (folded == NULL)
		return ERR_SYNTAX;
	for (i = 0; i < len && n + 4 < 4 * NAME_MAX_BYTES; i += (size_t)k) {
		k = u8_mbtouc(&uc, folded + i, len - i);
		if (uc < 0x20 || uc == 0x7f ||
		    uc_is_general_category(uc, UC_CATEGORY_Cc) ||
		    uc_is_general_category(uc, UC_CATEGORY_Cf))
			continue;
		memcpy(out + n, folded + i, (size_t)k);
		n += (size_t)k;
	}
	free(folded);
	*ret_n = n;
	return 0;
}

static struct slice
last_component(struct slice s)
{
	size_t i;

	while (s.len > 0 && (s.ptr[s.len - 1] == '.' ||
	    s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '/' ||
	    s.ptr[s.len - 1] == '\\'))
		s.len--;
	for (i = s.len; i > 0; i--)
		if (s.ptr[i - 1] == '/' || s.ptr[i - 1] == '\\')
			return slice_from(s, i);
	return s;
}

struct slice
name_fold(struct slice utf8, struct arena *a)
{
	uint8_t *out;
	size_t n;

	utf8 = slice_sub(utf8, 0, NAME_MAX_BYTES);
	while (utf8.len > 0 && u8_check(utf8.ptr, utf8.len) != NULL)
		utf8.len--;	/* cut inside a character */
	out = arena_alloc(a, 4 * NAME_MAX_BYTES);
	if (out == NULL)
		return SLICE_NONE;
	if (fold_into(utf8, out, &n) < 0)
		n = 0;
	return last_component(slice_of(out, n));
}

struct slice
name_utf8(struct slice stored, struct arena *a)
{
	struct buf out = BUF_INIT(4 * NAME_MAX_BYTES);
	struct slice s;
	bool invalid;

	stored = slice_sub(stored, 0, NAME_MAX_BYTES);
	if (slice_is_ascii(stored) && slice_chr(stored, 0, 0) == SLICE_NPOS)
		return arena_dup(a, stored);
	/* Code page 437 of old archives is told from UTF-8, not from 1252. */
	if (mime_to_utf8(stored, SLICE_NONE, &out, &invalid) < 0)
		buf_reset(&out);
	s = arena_dup(a, buf_slice(&out));
	buf_free(&out);
	return s;
}

static int
put_candidate(struct buf *out, struct slice folded)
{
	size_t i;

	if (folded.len == 0)
		return 0;
	/* The list's own separator cannot stand in a folded name. */
	for (i = 0; i < folded.len; i++)
		if (folded.ptr[i] == '\n')
			return 0;
	if (buf_put_slice(out, folded) < 0 || buf_putc(out, '\n') < 0)
		return ERR_LIMIT;
	return 0;
}

/*
 * "plan.exe:zone" is a stream of plan.exe to Windows, which saves the file
 * without it; a letter and a colon are a drive.
 */
static int
put_without_stream(struct buf *out, struct slice folded)
{
	size_t colon = slice_chr(folded, ':', 2);

	return colon == SLICE_NPOS ? 0 :
	    put_candidate(out, slice_sub(folded, 0, colon));
}

int
name_set(struct extract_engine *e, struct part *p, const struct slice *names,
    size_t n)
{
	struct buf list = BUF_INIT(REPORT_STRING_MAX - 1);
	struct slice folded, best = SLICE_NONE;
	size_t i;
	int r = 0;

	for (i = 0; i < n && r == 0; i++) {
		folded = name_fold(names[i], e->arena);
		if (folded.ptr == NULL)
			goto exhausted;
		if (best.len == 0 && folded.len > 0) {
			best = folded;
			p->name = slice_sub(names[i], 0, NAME_MAX_BYTES);
			while (p->name.len > 0 &&
			    u8_check(p->name.ptr, p->name.len) != NULL)
				p->name.len--;
		}
		r = put_candidate(&list, folded);
		if (r == 0)
			r = put_without_stream(&list, folded);
		if (r < 0 || slice_chr(names[i], '%', 0) == SLICE_NPOS)
			continue;
		folded = percent_decode(names[i], e->arena);
		if (folded.ptr == NULL)
			goto exhausted;
		folded = name_fold(name_utf8(folded, e->arena), e->arena);
		r = put_candidate(&list, folded);
	}
	p->names = arena_dup(e->arena, buf_slice(&list));
	buf_free(&list);
	if (p->names.ptr == NULL)
		return engine_exhausted(e);
	for (i = 0; i < n; i++)
		if (name_misleads(names[i], p->names))
			p->flags |= PART_IS_DISGUISED;
	/* More candidates than a list holds: somebody is hiding one. */
	if (r < 0 && engine_anomaly(e, ANOMALY_LIMIT, p->path,
	    SLICE("names of the part over 4 kB")) < 0)
		return ERR_LIMIT;
	if (best.len > 0 &&
	    env_name_hash(e->env, e->name_key, best, p->name_hash) < 0)
		return engine_exhausted(e);
	return 0;
exhausted:
	buf_free(&list);
	return engine_exhausted(e);
}

struct slice
name_unpacked(struct slice name, struct arena *a)
{
	static const char *const of_tar[] = {
		"tgz", "tbz", "tbz2", "txz", "tlz", "taz", "tzst",
	};
	struct slice ending = name_ending(name), stem;
	size_t i;

	if (ending.len == 0 || name.len <= ending.len + 1)
		return SLICE_NONE;
	stem = slice_sub(name, 0, name.len - ending.len - 1);
	for (i = 0; i < sizeof of_tar / sizeof of_tar[0]; i++)
		if (slice_ieq_str(ending, of_tar[i]))
			return arena_printf(a, "%.*s.tar", (int)stem.len,
			    (const char *)stem.ptr);
	return stem;
}
