#include "extract/guess.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

#define TABLE_SIZE	((size_t)GUESS_WORDS_MAX * 4)	/* a power of two */
#define WINDOW_AFTER	14	/* words behind a label that are its own */
#define WINDOW_BEFORE	6
#define WINDOW_LINES	3	/* line ends in them: a blank line, a next cell */
#define TOLD_MAX	3	/* of one label */
#define PHRASE_WORDS	6
#define LEAST		3	/* bytes; anybody guesses shorter ones */
#define LONG_LEAST	4
#define RUN_WORDS	6	/* groups of a number, "AB 12 34 56 C" */
#define RUN_GROUP	5	/* characters of one group */

struct guess_seen {
	uint64_t hash;		/* 0: free */
	uint8_t rank;		/* the best it has */
};

/* One word between blanks, with the punctuation that hangs on it. */
struct token {
	size_t from, to;
	uint32_t line;
};

struct reading {
	struct guess_list *list;
	struct slice text;
	struct token *tokens;
	size_t count, cap;
	enum guess_kind kind;
};

/* --- the list -------------------------------------------------------------- */

void
guess_init(struct guess_list *g, struct arena *a)
{
	memset(g, 0, sizeof *g);
	g->arena = a;
}

void
guess_free(struct guess_list *g)
{
	free(g->seen);
	g->seen = NULL;
}

/* FNV-1a; 0 stands for a free place. */
static uint64_t
hash_of(struct slice s)
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < s.len; i++)
		h = (h ^ s.ptr[i]) * 0x100000001b3u;
	return h == 0 ? 1 : h;
}

/* The place of a word in the table, or the free one where it belongs. */
static struct guess_seen *
find(const struct guess_list *g, struct slice word)
{
	uint64_t h = hash_of(word);
	size_t at = (size_t)(h ^ h >> 32) & (TABLE_SIZE - 1);

	while (g->seen[at].hash != 0 && g->seen[at].hash != h)
		at = (at + 1) & (TABLE_SIZE - 1);
	return &g->seen[at];
}

static int
add(struct guess_list *g, enum guess_rank rank, struct slice word)
{
	struct guess_rank_list *l = &g->ranks[rank];
	struct guess_seen *seen;
	void *grown;

	if (word.len < LEAST || word.len > GUESS_WORD_MAX ||
	    l->count >= GUESS_RANK_MAX || g->total >= GUESS_WORDS_MAX)
		return 0;
	if (g->seen == NULL)
		g->seen = mem_zalloc(TABLE_SIZE * sizeof *g->seen);
	seen = find(g, word);
	if (seen->hash != 0 && seen->rank <= rank)
		return 0;
	grown = arena_grow(g->arena, l->words, l->count, &l->cap,
	    sizeof *l->words);
	if (grown == NULL)
		return ERR_LIMIT;
	l->words = grown;
	word = arena_dup(g->arena, word);
	if (word.ptr == NULL)
		return ERR_LIMIT;
	l->words[l->count++] = word;
	g->total++;
	seen->hash = hash_of(word);
	seen->rank = (uint8_t)rank;
	return 0;
}

bool
guess_next(const struct guess_list *g, struct guess_cursor *c,
    struct slice *ret)
{
	const struct guess_rank_list *l;

	for (; c->rank < GUESS_RANKS; c->rank++, c->at = 0) {
		l = &g->ranks[c->rank];
		while (c->at < l->count) {
			*ret = l->words[c->at++];
			/* A better reason was found for it later. */
			if (find(g, *ret)->rank == c->rank)
				return true;
		}
	}
	return false;
}

/* --- characters ------------------------------------------------------------ */

/* Bytes of the white space that begins the slice; 0: none does. */
static size_t
blank(struct slice s)
{
	if (s.len == 0)
		return 0;
	if (s.ptr[0] <= ' ' || s.ptr[0] == 0x7f)
		return 1;
	if (s.len >= 2 && s.ptr[0] == 0xc2 && s.ptr[1] == 0xa0)
		return 2;
	if (s.len < 3)
		return 0;
	/* U+2000 to U+200B, U+2028, U+2029, U+202F, U+3000, U+FEFF */
	if (s.ptr[0] == 0xe2 && s.ptr[1] == 0x80 && (s.ptr[2] <= 0x8b ||
	    s.ptr[2] == 0xa8 || s.ptr[2] == 0xa9 || s.ptr[2] == 0xaf))
		return 3;
	if ((s.ptr[0] == 0xe3 && s.ptr[1] == 0x80 && s.ptr[2] == 0x80) ||
	    (s.ptr[0] == 0xef && s.ptr[1] == 0xbb && s.ptr[2] == 0xbf))
		return 3;
	return 0;
}

static bool
is_among(uint8_t c, const char *set)
{
	return c != 0 && strchr(set, c) != NULL;
}

/* U+2018 to U+201F, the quotes that a word processor makes; « and ». */
static size_t
curly(struct slice s)
{
	if (s.len >= 3 && s.ptr[0] == 0xe2 && s.ptr[1] == 0x80 &&
	    s.ptr[2] >= 0x98 && s.ptr[2] <= 0x9f)
		return 3;
	return s.len >= 2 && s.ptr[0] == 0xc2 &&
	    (s.ptr[1] == 0xab || s.ptr[1] == 0xbb) ? 2 : 0;
}

/* The same at the end of it. */
static size_t
curly_at_end(struct slice s)
{
	if (s.len >= 3 && curly(slice_from(s, s.len - 3)) == 3)
		return 3;
	return s.len >= 2 && curly(slice_from(s, s.len - 2)) == 2 ? 2 : 0;
}

/* Without the characters of the sets around it, and quotes of any kind. */
static struct slice
strip(struct slice s, const char *before, const char *behind)
{
	size_t n;

	for (;;) {
		n = s.len > 0 && is_among(s.ptr[0], before) ? 1 : curly(s);
		if (n == 0)
			break;
		s = slice_from(s, n);
	}
	for (;;) {
		n = s.len > 0 && is_among(s.ptr[s.len - 1], behind) ? 1 :
		    curly_at_end(s);
		if (n == 0)
			break;
		s = slice_sub(s, 0, s.len - n);
	}
	return s;
}

/* What ends a sentence or a bracket is left out, "!" may be part of it. */
static struct slice
typed(struct slice s)
{
	if (s.len > 2 && is_among(s.ptr[0], "*_`|~") &&
	    s.ptr[s.len - 1] == s.ptr[0])
		s = slice_sub(s, 1, s.len - 1);
	return strip(s, "\"'`(<[{", ".,;:\"'`)>]}");
}

/* Nothing but the word itself. */
static struct slice
bare(struct slice s)
{
	return strip(s, "\"'`(<[{*_|~-=>#", ".,;:!?\"'`)>]}*_|~-=");
}

static bool
is_upper(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_lower(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

/* Mail addresses, links and long runs of hyphens are no passwords. */
static bool
is_address(struct slice s)
{
	size_t at = slice_chr(s, '@', 1);

	return slice_find(s, SLICE("://"), 0) != SLICE_NPOS ||
	    slice_istarts(s, SLICE("www.")) ||
	    (at != SLICE_NPOS && slice_chr(s, '.', at) != SLICE_NPOS);
}

/* Letters with digits, signs or capitals among them: chosen, not written. */
static bool
is_mixed(struct slice s)
{
	bool letter = false, digit = false, sign = false, inner = false;
	size_t i;

	if (s.len < LONG_LEAST || is_address(s))
		return false;
	for (i = 0; i < s.len; i++) {
		letter |= ascii_is_alpha(s.ptr[i]);
		digit |= ascii_is_digit(s.ptr[i]);
		sign |= is_among(s.ptr[i], "!#$%&*+=?@\\^_~|") ||
		    (s.ptr[i] == 0xc2 && i + 1 < s.len &&
		    s.ptr[i + 1] == 0xa3);
		inner |= i > 0 && is_upper(s.ptr[i]) &&
		    is_lower(s.ptr[i - 1]);
	}
	return (letter && (digit || sign || inner)) || (digit && sign);
}

/* Digits, at least four, with what stands between the groups of a number. */
static bool
is_number(struct slice s)
{
	size_t i, digits = 0;

	for (i = 0; i < s.len; i++)
		if (ascii_is_digit(s.ptr[i]))
			digits++;
		else if (!is_among(s.ptr[i], "/.-:+"))
			return false;
	return digits >= LONG_LEAST;
}

/* --- labels ----------------------------------------------------------------- */

static bool
is_in(struct slice s, const char *const *words, size_t n)
{
	uint8_t first = s.len > 0 ? ascii_lower(s.ptr[0]) : 0;
	size_t i;

	for (i = 0; i < n; i++)
		if ((uint8_t)words[i][0] == first &&
		    slice_ieq_str(s, words[i]))
			return true;
	return false;
}

#define IS_IN(s, words)	is_in(s, words, sizeof (words) / sizeof (words)[0])

/* A word that says that a password follows, or went before. */
static bool
is_label(struct slice s)
{
	static const char *const labels[] = {
		"password", "passwords", "passwort", "passwd", "pword",
		"p/word", "pwd", "pw", "p/w", "psw", "pass",
		"passcode", "pass-code", "passphrase", "pass-phrase",
		"passkey", "pin", "code", "key", "phrase", "secret",
		"unlock", "unlocks", "unlocked", "opens", "decrypt",
		"cyfrinair", "gyfrinair", "chyfrinair",
		"facal-faire", "fhacal-faire", "facal-fhaire", "faire",
		"has\xc5\x82o", "has\xc5\x82""em", "haslo", "haslem",
		"kennwort", "contrase\xc3\xb1""a", "passe", "parola",
	};

	return IS_IN(s, labels);
}

/* Words between a label and its value; never told themselves. */
static bool
is_filler(struct slice s)
{
	static const char *const fillers[] = {
		"is", "are", "was", "will", "be", "been", "being", "for",
		"to", "the", "of", "this", "that", "these", "those", "file",
		"files", "zip", "pdf", "rar", "attachment", "attachments",
		"attached", "document", "documents", "spreadsheet", "archive",
		"workbook", "folder", "report", "list", "open", "opening",
		"it", "its", "a", "an", "and", "or", "as", "in", "on", "at",
		"by", "your", "my", "our", "you", "we", "i", "use", "using",
		"used", "please", "which", "with", "has", "have", "set",
		"can", "all", "both", "need", "needed", "required", "enter",
		"see", "below", "above", "follows", "following", "here",
		"protected", "protect", "encrypted", "encryption", "word",
		"access", "view", "read", "same", "new", "not", "no", "yes",
		"if", "any", "me", "from", "so", "but", "when", "do", "may",
		"thanks", "thank", "regards", "kind", "best", "hi", "hello",
		"dear", "many", "user", "username", "login", "email",
		"mail", "message", "sent", "send", "separate", "separately",
		"ar", "yw", "y", "i'r", "jest",
	};

	return IS_IN(s, fillers) || is_label(s);
}

/* Does the value follow at once: "is", ":", "="? */
static bool
introduces(struct slice raw)
{
	static const char *const words[] = {
		"is", "=", "-", "->", "=>", ">", "was", "as", "yw", "jest",
		"\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x86\x92",
	};

	return IS_IN(raw, words) || (raw.len > 0 &&
	    (raw.ptr[raw.len - 1] == ':' || raw.ptr[raw.len - 1] == '='));
}

/* --- forms of one word ------------------------------------------------------- */

/* Curly quotes, dashes and dots as they are on a keyboard. */
static int
add_plain_signs(struct guess_list *g, struct slice s)
{
	uint8_t out[GUESS_WORD_MAX];
	size_t n = 0, i;
	uint8_t c;

	for (i = 0; i < s.len && n < sizeof out - 3; i++) {
		if (s.ptr[i] != 0xe2 || s.len - i < 3 ||
		    s.ptr[i + 1] != 0x80) {
			out[n++] = s.ptr[i];
			continue;
		}
		c = s.ptr[i + 2];
		i += 2;
		if (c == 0xa6) {
			memset(out + n, '.', 3);
			n += 3;
		} else if (c >= 0x90 && c <= 0x95) {
			out[n++] = '-';
		} else {
			out[n++] = c >= 0x9c ? '"' : '\'';
		}
	}
	return add(g, GUESS_FORM, slice_of(out, n));
}

/* A program that writes for us makes the first letter of a line a capital. */
static int
add_other_case(struct guess_list *g, enum guess_rank rank, struct slice s)
{
	uint8_t out[GUESS_WORD_MAX];

	if (s.len == 0 || s.len > sizeof out || !ascii_is_alpha(s.ptr[0]))
		return 0;
	memcpy(out, s.ptr, s.len);
	out[0] ^= 0x20;
	return add(g, rank, slice_of(out, s.len));
}

static struct slice
raw_of(const struct reading *r, size_t i)
{
	return slice_sub(r->text, r->tokens[i].from, r->tokens[i].to);
}

/* Words of the line from token i on, joined as they stand there. */
static int
add_phrases(const struct reading *r, size_t i)
{
	size_t k, from = r->tokens[i].from;
	struct slice s;
	int err = 0;

	for (k = i + 1; k < r->count && err == 0 &&
	    r->tokens[k].line == r->tokens[i].line; k++) {
		s = slice_sub(r->text, from, r->tokens[k].to);
		if (k < i + PHRASE_WORDS || k + 1 == r->count ||
		    r->tokens[k + 1].line != r->tokens[i].line)
			err = add(r->list, GUESS_FORM, typed(s));
		if (s.len > GUESS_WORD_MAX)
			break;
	}
	return err;
}

static int
add_told(const struct reading *r, struct slice raw)
{
	struct slice s = typed(raw);
	int err;

	err = add(r->list, GUESS_TOLD, s);
	if (err == 0)
		err = add(r->list, GUESS_FORM, raw);
	if (err == 0)
		err = add(r->list, GUESS_FORM, bare(raw));
	if (err == 0 && !slice_is_ascii(s) && s.len <= GUESS_WORD_MAX)
		err = add_plain_signs(r->list, s);
	if (err == 0)
		err = add_other_case(r->list, GUESS_FORM, s);
	return err;
}

/* --- around a label ------------------------------------------------------------ */

/* "password:Tiger-1", "pwd=Tiger-1": what follows in the same token. */
static struct slice
glued_value(struct slice raw, struct slice *ret_label)
{
	size_t i;

	for (i = 0; i < raw.len && !is_among(raw.ptr[i], ":="); i++)
		;
	*ret_label = bare(slice_sub(raw, 0, i));
	return i < raw.len ? slice_from(raw, i + 1) : SLICE_NONE;
}

static int
look_ahead(const struct reading *r, size_t label, bool introduced)
{
	size_t k, told = 0;
	struct slice raw, s;
	int err = 0;

	for (k = label + 1; k < r->count && k <= label + WINDOW_AFTER &&
	    r->tokens[k].line - r->tokens[label].line <= WINDOW_LINES &&
	    err == 0; k++) {
		raw = raw_of(r, k);
		s = typed(raw);
		if (introduces(raw) && (s.len == 0 || is_filler(bare(raw)))) {
			introduced = true;
			continue;
		}
		if (is_filler(bare(raw)) || s.len == 0)
			continue;
		if (told < TOLD_MAX && (introduced || is_mixed(s) ||
		    is_number(s))) {
			err = add_told(r, raw);
			told++;
			if (err == 0 && introduced)
				err = add_phrases(r, k);
		} else {
			err = add(r->list, GUESS_NEAR, s);
		}
		introduced = introduces(raw);
	}
	return err;
}

/* "Tiger-1 is the password" */
static int
look_back(const struct reading *r, size_t label)
{
	size_t k, n;
	struct slice s;
	int err = 0;

	for (k = label, n = 0; k > 0 && n < WINDOW_BEFORE && err == 0; n++) {
		k--;
		if (r->tokens[label].line - r->tokens[k].line > 1)
			break;
		s = typed(raw_of(r, k));
		if (is_mixed(s) || is_number(s))
			err = add(r->list, GUESS_NEAR, s);
	}
	return err;
}

static int
look_around(const struct reading *r, size_t i)
{
	struct slice raw = raw_of(r, i), label, value;
	int err = 0;

	value = glued_value(raw, &label);
	if (!is_label(label)) {
		label = bare(raw);
		value = SLICE_NONE;
		if (!is_label(label))
			return 0;
	}
	if (value.len > 0)
		err = add_told(r, value);
	if (err == 0)
		err = look_ahead(r, i, value.len == 0 && introduces(raw));
	return err == 0 ? look_back(r, i) : err;
}

/* --- all other words --------------------------------------------------------------- */

/* Which sign ends what this one begins; an empty slice: it is no quote. */
static struct slice
closing(struct slice s, size_t *ret_open)
{
	*ret_open = 1;
	if (s.len > 0 && is_among(s.ptr[0], "\"'`"))
		return slice_sub(s, 0, 1);
	*ret_open = curly(s);
	if (*ret_open == 0)
		return SLICE_NONE;
	if (slice_starts(s, SLICE("\xe2\x80\x98")))
		return SLICE("\xe2\x80\x99");
	if (slice_starts(s, SLICE("\xe2\x80\x9c")) ||
	    slice_starts(s, SLICE("\xe2\x80\x9e")))
		return SLICE("\xe2\x80\x9d");
	return slice_starts(s, SLICE("\xc2\xab")) ? SLICE("\xc2\xbb") :
	    SLICE_NONE;
}

static int
add_quoted(const struct reading *r, size_t i)
{
	struct slice s = slice_from(r->text, r->tokens[i].from), end;
	size_t open, at;

	/* "pass":"x" begins it behind the colon; that is for glued_value(). */
	end = closing(s, &open);
	if (end.len == 0)
		return 0;
	s = slice_sub(s, open, open + GUESS_WORD_MAX + end.len);
	s = slice_sub(s, 0, slice_chr(s, '\n', 0));
	at = slice_find(s, end, 0);
	if (at == SLICE_NPOS)
		return 0;
	return add(r->list, GUESS_QUOTED, slice_sub(s, 0, at));
}

static bool
is_alone(const struct reading *r, size_t i)
{
	return (i == 0 || r->tokens[i - 1].line != r->tokens[i].line) &&
	    (i + 1 == r->count || r->tokens[i + 1].line != r->tokens[i].line);
}

static enum guess_rank
rank_of(const struct reading *r, size_t i, struct slice s)
{
	if (r->kind == GUESS_HEADER)
		return GUESS_WORD;
	if (r->kind == GUESS_FILENAME)
		return GUESS_NAME;
	if (is_number(s))
		return GUESS_NUMBER;
	if (is_alone(r, i) && s.len >= LONG_LEAST && !is_address(s) &&
	    r->text.ptr[r->tokens[i].to - 1] != ',')
		return GUESS_QUOTED;
	if (is_mixed(s))
		return GUESS_MIXED;
	return s.len >= LONG_LEAST && is_upper(s.ptr[0]) ? GUESS_CAPITAL :
	    GUESS_WORD;
}

/* The pieces of "Report_2026-05.final", "user/Tiger1". */
static int
add_pieces(const struct reading *r, struct slice s, enum guess_rank rank)
{
	const char *between = r->kind == GUESS_FILENAME ? "_-. ()[]+" :
	    "/:=,;()<>[]|\"";
	size_t i, from = 0;
	int err = 0;

	for (i = 0; i <= s.len && err == 0; i++) {
		if (i < s.len && !is_among(s.ptr[i], between))
			continue;
		if (i - from < s.len)
			err = add(r->list, rank, slice_sub(s, from, i));
		from = i + 1;
	}
	return err;
}

/* A number of groups, without what is between them. */
static int
add_digits(const struct reading *r, struct slice s)
{
	uint8_t out[GUESS_WORD_MAX];
	size_t i, n = 0;

	for (i = 0; i < s.len && n < sizeof out; i++)
		if (ascii_is_digit(s.ptr[i]))
			out[n++] = s.ptr[i];
	return n == s.len ? 0 :
	    add(r->list, GUESS_NUMBER, slice_of(out, n));
}

/* Most words of most texts. */
static bool
is_lower_all(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len && is_lower(s.ptr[i]); i++)
		;
	return i == s.len;
}

static int
add_word(const struct reading *r, size_t i)
{
	struct slice raw = raw_of(r, i), s;
	enum guess_rank rank;
	int err;

	if (r->kind != GUESS_FILENAME && is_lower_all(raw) &&
	    !is_alone(r, i))
		return add(r->list, GUESS_WORD, raw);
	s = typed(raw);
	if (s.len == 0)
		return 0;
	rank = rank_of(r, i, s);
	err = add(r->list, rank, s);
	if (err == 0 && !slice_eq(raw, s))
		err = add(r->list, rank < GUESS_CAPITAL ? rank : GUESS_WORD,
		    raw);
	if (err == 0)
		err = add(r->list, rank, bare(s));
	if (err == 0 && rank == GUESS_NUMBER)
		err = add_digits(r, s);
	if (err == 0 && rank == GUESS_CAPITAL)
		err = add_other_case(r->list, GUESS_WORD, s);
	if (err == 0 && !is_address(s))
		err = add_pieces(r, s, rank == GUESS_MIXED ? GUESS_CAPITAL :
		    rank);
	return err == 0 ? add_quoted(r, i) : err;
}

/* --- numbers in groups --------------------------------------------------------------- */

/* A group has a digit, or is two letters at most: "AB 12 34 56 C". */
static bool
is_group(struct slice s)
{
	bool digit = false;
	size_t i;

	for (i = 0; i < s.len; i++) {
		digit |= ascii_is_digit(s.ptr[i]);
		if (!ascii_is_digit(s.ptr[i]) && !is_upper(s.ptr[i]))
			return false;
	}
	return s.len > 0 && s.len <= RUN_GROUP && (digit || s.len <= 2);
}

static size_t
run_length(const struct reading *r, size_t i)
{
	size_t k;

	for (k = i; k < r->count && r->tokens[k].line == r->tokens[i].line &&
	    is_group(bare(raw_of(r, k))); k++)
		;
	return k - i;
}

static int
add_run(const struct reading *r, size_t i, size_t n)
{
	uint8_t out[RUN_WORDS * RUN_GROUP];
	size_t k, len = 0;
	struct slice s;
	int err;

	for (k = i; k < i + n; k++) {
		s = bare(raw_of(r, k));
		memcpy(out + len, s.ptr, s.len);
		len += s.len;
	}
	err = add(r->list, GUESS_NUMBER, slice_of(out, len));
	if (err == 0)
		err = add(r->list, GUESS_NUMBER, typed(slice_sub(r->text,
		    r->tokens[i].from, r->tokens[i + n - 1].to)));
	return err;
}

static int
add_runs(const struct reading *r)
{
	size_t i, n;
	int err = 0;

	for (i = 0; i < r->count && err == 0; i += n > 0 ? n : 1) {
		n = run_length(r, i);
		if (n > 1 && n <= RUN_WORDS)
			err = add_run(r, i, n);
	}
	return err;
}

/* --- a text ------------------------------------------------------------------------------ */

static void
add_token(struct reading *r, size_t from, size_t to, uint32_t line)
{
	r->tokens = mem_grow(r->tokens, r->count, &r->cap, sizeof *r->tokens);
	r->tokens[r->count++] = (struct token){ from, to, line };
}

static void
cut_tokens(struct reading *r)
{
	size_t i, n, from = 0;
	uint32_t line = 0;

	for (i = 0; i < r->text.len; i += n > 0 ? n : 1) {
		n = blank(slice_from(r->text, i));
		if (n == 0)
			continue;
		if (i > from)
			add_token(r, from, i, line);
		line += r->text.ptr[i] == '\n';
		from = i + n;
	}
	if (r->text.len > from)
		add_token(r, from, r->text.len, line);
}

/* A name with blanks is a word as a whole, and without its ending. */
static int
add_name(const struct reading *r)
{
	struct slice s = slice_trim(r->text);
	size_t dot = slice_rchr(s, '.');
	int err;

	err = add(r->list, GUESS_NAME, slice_sub(s, 0, dot));
	if (err == 0)
		err = add(r->list, GUESS_NAME, s);
	return err;
}

int
guess_text(struct guess_list *g, struct slice utf8, enum guess_kind kind)
{
	struct reading r = { .list = g, .text = utf8, .kind = kind };
	size_t i;
	int err = 0;

	cut_tokens(&r);
	for (i = 0; i < r.count && err == 0; i++)
		err = look_around(&r, i);
	if (err == 0 && kind == GUESS_FILENAME)
		err = add_name(&r);
	for (i = 0; i < r.count && err == 0; i++)
		err = add_word(&r, i);
	if (err == 0)
		err = add_runs(&r);
	free(r.tokens);
	return err;
}
