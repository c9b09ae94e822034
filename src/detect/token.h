/*
 * token -- keys of computing services, known by the shape that their makers
 * gave them (personal-data reference 11).
 *
 * Pure: no I/O, no state.  Case matters; cost is linear.
 */
#ifndef DETECT_TOKEN_H
#define DETECT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

#define TOKEN_MAX	512	/* bytes looked at; longer ones are cut there */

enum token_chars {
	TOKEN_BASE32,		/* A-Z 2-7 */
	TOKEN_HEX,		/* lower case */
	TOKEN_ALNUM,
	TOKEN_WORD,		/* letters, digits, "_" and "-" */
	TOKEN_DOTTED,		/* and "." */
	TOKEN_BASE64		/* letters, digits, "+", "/", "=" */
};

/*
 * Prefix, least and most characters after it, which, and the least entropy of
 * all in tenths of a bit per character.
 */
#define TOKEN_TABLE(TOKEN) \
TOKEN("AKIA", 16, 16, BASE32, 30)	/* Amazon: account */ \
TOKEN("ASIA", 16, 16, BASE32, 30) \
TOKEN("ABIA", 16, 16, BASE32, 30) \
TOKEN("ACCA", 16, 16, BASE32, 30) \
TOKEN("A3T", 17, 17, BASE32, 30) \
TOKEN("AIza", 35, 35, WORD, 35)		/* Google */ \
TOKEN("GOCSPX-", 28, 28, WORD, 35) \
TOKEN("ya29.", 30, TOKEN_MAX, DOTTED, 35) \
TOKEN("ghp_", 36, 36, ALNUM, 30)	/* GitHub */ \
TOKEN("gho_", 36, 36, ALNUM, 30) \
TOKEN("ghu_", 36, 36, ALNUM, 30) \
TOKEN("ghs_", 36, 36, ALNUM, 30) \
TOKEN("ghr_", 36, 36, ALNUM, 30) \
TOKEN("github_pat_", 40, 90, WORD, 30) \
TOKEN("glpat-", 20, 60, DOTTED, 30)	/* GitLab */ \
TOKEN("xoxa-", 20, 200, WORD, 28)	/* Slack */ \
TOKEN("xoxb-", 20, 200, WORD, 28) \
TOKEN("xoxp-", 20, 200, WORD, 28) \
TOKEN("xoxr-", 20, 200, WORD, 28) \
TOKEN("xoxs-", 20, 200, WORD, 28) \
TOKEN("sk_live_", 16, 120, ALNUM, 30)	/* Stripe */ \
TOKEN("rk_live_", 16, 120, ALNUM, 30) \
TOKEN("whsec_", 24, 120, BASE64, 35) \
TOKEN("SG.", 66, 66, DOTTED, 35)	/* SendGrid */ \
TOKEN("key-", 32, 32, HEX, 30)		/* Mailgun */ \
TOKEN("npm_", 36, 36, ALNUM, 30) \
TOKEN("pypi-AgEI", 50, 240, WORD, 35) \
TOKEN("shpat_", 32, 32, ALNUM, 28)	/* Shopify */ \
TOKEN("dop_v1_", 64, 64, HEX, 30)	/* DigitalOcean */ \
TOKEN("hf_", 34, 34, ALNUM, 35)		/* Hugging Face */ \
TOKEN("hvs.", 24, 200, WORD, 35)	/* Vault */ \
TOKEN("sk-", 40, 200, WORD, 38)		/* language services */

/*
 * The key that s begins with, up to its end; 0 if there is none: too short or
 * too long, of other characters, too regular, or a documented sample.
 */
size_t	token_match(struct slice s);

/* A signed JSON Web Token (RFC 7519) that s begins with; 0 if none. */
size_t	token_jwt(struct slice s);

/* How many of s are of these characters. */
size_t	token_run(struct slice s, enum token_chars chars);

/* Shannon's entropy in tenths of a bit per character. */
unsigned token_entropy(struct slice s);

/* "your-key-here", "********", "...EXAMPLE", "${KEY}", a manual's sample. */
bool	token_is_placeholder(struct slice s);

/*
 * Is it a key without any known shape?  At least 16 characters, letters and
 * digits mixed throughout, as no word or file name has them.
 */
bool	token_is_random(struct slice s);

#endif
