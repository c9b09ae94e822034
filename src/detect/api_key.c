/*
 * api_key -- keys and tokens that open a computing service (personal-data
 * reference 11): by the shapes of their makers, or behind a label.
 */
#include <string.h>

#include "detect/context.h"
#include "detect/run.h"
#include "detect/token.h"

#define GAP	24	/* bytes from a label to its value */

enum value_shape {
	VALUE_RANDOM,		/* no shape, but nothing else looks so */
	VALUE_AWS_SECRET,	/* 40 of base64 */
	VALUE_AZURE_STORE,	/* 86 of base64 and "==" */
	VALUE_AZURE_BUS,	/* 43 of base64 and "=" */
	VALUE_HEADER,		/* Bearer or Basic and a token */
	VALUE_AZURE_SECRET,	/* "abc1Q~..." around this "~" */
	VALUE_HOOK,		/* path of a Slack address */
	VALUE_JWT
};

/* Words that begin something else than a key of TOKEN_TABLE. */
#define LABELS(LABEL) \
LABEL("aws_secret_access_key", AWS_SECRET) \
LABEL("secret_access_key", AWS_SECRET) \
LABEL("secretaccesskey", AWS_SECRET) \
LABEL("secret access key", AWS_SECRET) \
LABEL("aws secret", AWS_SECRET) \
LABEL("aws_secret_key", AWS_SECRET) \
LABEL("accountkey", AZURE_STORE) \
LABEL("storage account key", AZURE_STORE) \
LABEL("sharedaccesskey", AZURE_BUS) \
LABEL("authorization", HEADER) \
LABEL("api key", RANDOM) \
LABEL("api-key", RANDOM) \
LABEL("api_key", RANDOM) \
LABEL("apikey", RANDOM) \
LABEL("api secret", RANDOM) \
LABEL("api_secret", RANDOM) \
LABEL("api token", RANDOM) \
LABEL("api-token", RANDOM) \
LABEL("api_token", RANDOM) \
LABEL("access token", RANDOM) \
LABEL("access_token", RANDOM) \
LABEL("accesstoken", RANDOM) \
LABEL("access key", RANDOM) \
LABEL("access_key", RANDOM) \
LABEL("auth token", RANDOM) \
LABEL("auth_token", RANDOM) \
LABEL("authtoken", RANDOM) \
LABEL("bearer token", RANDOM) \
LABEL("private token", RANDOM) \
LABEL("private_token", RANDOM) \
LABEL("refresh_token", RANDOM) \
LABEL("secret key", RANDOM) \
LABEL("secret_key", RANDOM) \
LABEL("secretkey", RANDOM) \
LABEL("client secret", RANDOM) \
LABEL("client_secret", RANDOM) \
LABEL("clientsecret", RANDOM) \
LABEL("app secret", RANDOM) \
LABEL("app_secret", RANDOM) \
LABEL("signing secret", RANDOM) \
LABEL("webhook secret", RANDOM) \
LABEL("encryption key", RANDOM) \
LABEL("~", AZURE_SECRET) \
LABEL("hooks.slack.com/services/", HOOK)

static const struct detect_label labels[] = {
#define STEM(prefix, ...)	{ prefix, DETECT_TRIGGER_STEM },
	TOKEN_TABLE(STEM)
	{ "eyj", DETECT_TRIGGER_STEM },
#undef STEM
#define TRIGGER(text, shape)	{ text, DETECT_TRIGGER },
	LABELS(TRIGGER)
#undef TRIGGER
	{ NULL, DETECT_LABEL }
};

/* What the word at c->at begins; false: a prefix of TOKEN_TABLE. */
static bool
label_shape(const struct detect_context *c, enum value_shape *ret)
{
	static const struct {
		const char *text;
		enum value_shape shape;
	} known[] = {
#define KNOWN(text, shape)	{ text, VALUE_##shape },
		LABELS(KNOWN)
#undef KNOWN
		{ "eyj", VALUE_JWT },
	};
	struct slice word = slice_sub(c->text, c->at, c->word_to);
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_eq_str(word, known[i].text)) {
			*ret = known[i].shape;
			return true;
		}
	return false;
}

/* The window from `at` of the unit on, as it was written. */
static struct slice
written(const struct detect_context *c, size_t at, uint8_t *out)
{
	return slice_of(out, detect_cased(c, c->unit_at + at, c->unit_at +
	    c->text.len, out, TOKEN_MAX));
}

static int
put(struct detect_context *c, size_t from, struct slice value, int tier)
{
	return detect_is_apart(c, from, from + value.len) ?
	    detect_secret_put(c, from, tier, value) : 0;
}

static bool
is_gap(uint8_t b)
{
	return b == ' ' || b == '\t' || b == '\n' || b == '"' || b == '\'' ||
	    b == '`' || b == '-' || b == '>' || b == '*';
}

/*
 * The value behind a label: quotes and blanks, ":" or "=" or "is", quotes and
 * blanks.  Where it begins, or 0.
 */
static size_t
value_at(struct slice t, size_t at)
{
	size_t end = at + GAP < t.len ? at + GAP : t.len;

	while (at < end && is_gap(t.ptr[at]))
		at++;
	if (at < end && (t.ptr[at] == ':' || t.ptr[at] == '='))
		at++;
	else if (slice_starts(slice_from(t, at), SLICE("is ")) ||
	    slice_starts(slice_from(t, at), SLICE("is: ")))
		at += 3;
	else
		return 0;
	while (at < end && (is_gap(t.ptr[at]) || t.ptr[at] == ':'))
		at++;
	return at < t.len ? at : 0;
}

/* Exactly n of base64, the last `pad` of them "=". */
static bool
is_base64(struct slice key, size_t n, size_t pad)
{
	size_t i;

	if (key.len != n || token_is_placeholder(key) ||
	    token_entropy(key) < 38)
		return false;
	for (i = 0; i < n; i++)
		if ((key.ptr[i] == '=') != (i >= n - pad))
			return false;
	return true;
}

/* "Bearer abc" or "Basic dXNlcjpzZWNyZXQ=". */
static int
header_value(struct detect_context *c, size_t at, struct slice s)
{
	bool basic = slice_istarts(s, SLICE("basic "));
	struct slice key;
	size_t skip, n;

	if (!basic && !slice_istarts(s, SLICE("bearer ")) &&
	    !slice_istarts(s, SLICE("token ")))
		return 0;
	skip = slice_chr(s, ' ', 0) + 1;
	key = slice_from(s, skip);
	n = token_run(key, basic ? TOKEN_BASE64 : TOKEN_DOTTED);
	if (!basic && n < key.len && (key.ptr[n] == '+' || key.ptr[n] == '/' ||
	    key.ptr[n] == '='))
		n = token_run(key, TOKEN_BASE64);
	key = slice_sub(key, 0, n);
	if (n < (basic ? 8 : 16) || token_is_placeholder(key) ||
	    token_entropy(key) < (basic ? 25 : 30))
		return 0;
	return put(c, at + skip, key, 3);
}

static int
labelled(struct detect_context *c, enum value_shape shape)
{
	uint8_t bytes[TOKEN_MAX];
	size_t at = value_at(c->text, c->word_to), n;
	struct slice s, key;

	if (at == 0)
		return 0;
	s = written(c, at, bytes);
	if (shape == VALUE_HEADER)
		return header_value(c, at, s);
	if (shape == VALUE_RANDOM) {
		n = token_run(s, TOKEN_DOTTED);
		if (n < s.len && (s.ptr[n] == '+' || s.ptr[n] == '/' ||
		    s.ptr[n] == '='))
			n = token_run(s, TOKEN_BASE64);
		while (n > 0 && s.ptr[n - 1] == '.')
			n--;
		key = slice_sub(s, 0, n);
		return token_is_random(key) ? put(c, at, key, 3) : 0;
	}
	key = slice_sub(s, 0, token_run(s, TOKEN_BASE64));
	if ((shape == VALUE_AWS_SECRET && is_base64(key, 40, 0)) ||
	    (shape == VALUE_AZURE_STORE && is_base64(key, 88, 2)) ||
	    (shape == VALUE_AZURE_BUS && is_base64(key, 44, 1)))
		return put(c, at, key, 3);
	return 0;
}

/* Three characters, a digit, "Q~", and 31 to 34 more. */
static int
azure_secret(struct detect_context *c)
{
	uint8_t bytes[TOKEN_MAX];
	struct slice s;
	size_t from, n;

	if (c->at < 5 || c->text.ptr[c->at - 1] != 'q' ||
	    !ascii_is_digit(c->text.ptr[c->at - 2]))
		return 0;
	from = c->at - 5;
	s = written(c, from, bytes);
	if (s.ptr[4] != 'Q')
		return 0;
	for (n = 0; n < s.len && (token_run(slice_sub(s, n, n + 1),
	    TOKEN_DOTTED) == 1 || s.ptr[n] == '~'); n++)
		;
	while (n > 0 && s.ptr[n - 1] == '.')
		n--;
	s = slice_sub(s, 0, n);
	if (n < 37 || n > 40 || token_is_placeholder(s) ||
	    token_entropy(s) < 35)
		return 0;
	return put(c, from, s, 3);
}

/* T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX: whoever has it may write. */
static int
slack_hook(struct detect_context *c)
{
	uint8_t bytes[TOKEN_MAX];
	struct slice s = written(c, c->word_to, bytes);
	size_t i, slashes;

	for (i = slashes = 0; i < s.len && (s.ptr[i] == '/' ||
	    token_run(slice_sub(s, i, i + 1), TOKEN_ALNUM) == 1); i++)
		slashes += s.ptr[i] == '/';
	s = slice_sub(s, 0, i);
	if (slashes != 2 || i < 40 || s.ptr[0] != 'T' ||
	    token_is_placeholder(s) || token_entropy(s) < 35)
		return 0;
	return detect_secret_put(c, c->word_to, 3, s);
}

static int
scan(struct detect_context *c)
{
	uint8_t bytes[TOKEN_MAX];
	enum value_shape shape;
	struct slice s;

	if (!label_shape(c, &shape)) {
		s = written(c, c->at, bytes);
		s.len = token_match(s);
		return s.len > 0 ? put(c, c->at, s, 3) : 0;
	}
	switch (shape) {
	case VALUE_AZURE_SECRET:
		return azure_secret(c);
	case VALUE_HOOK:
		return slack_hook(c);
	case VALUE_JWT:
		s = written(c, c->at, bytes);
		s.len = token_jwt(s);
		return s.len > 0 ? put(c, c->at, s, 3) : 0;
	case VALUE_RANDOM:
	case VALUE_AWS_SECRET:
	case VALUE_AZURE_STORE:
	case VALUE_AZURE_BUS:
	case VALUE_HEADER:
		return labelled(c, shape);
	}
	return 0;
}

const struct detector api_key_detector = {
	.on = DETECT_ON_WORD,
	.labels = labels,
	.scan = scan,
};
