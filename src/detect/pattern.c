#include "detect/pattern.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

#define JIT_STACK_START	(32 * KIB)

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *match;
	pcre2_jit_stack *stack;
	uint32_t shortest;
};

void
pattern_free(struct pattern *p)
{
	if (p == NULL)
		return;
	pcre2_match_context_free(p->match);
	pcre2_jit_stack_free(p->stack);
	pcre2_match_data_free(p->data);
	pcre2_code_free(p->code);
	free(p);
}

static int
pattern_compile(struct pattern *p, struct slice source, size_t *ret_at,
    char *message, size_t size)
{
	PCRE2_SIZE at;
	int error;

	/* \C could split a character; (*UTF) and its kin are set anyway. */
	p->code = pcre2_compile(source.ptr, source.len,
	    PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MULTILINE |
	    PCRE2_NEVER_BACKSLASH_C, &error, &at, NULL);
	if (p->code != NULL)
		return 0;
	pcre2_get_error_message(error, (PCRE2_UCHAR *)message, size);
	*ret_at = at;
	return ERR_SYNTAX;
}

int
pattern_new(struct slice source, struct pattern **ret, size_t *ret_at,
    char *message, size_t size)
{
	struct pattern *p;
	int r, jit;

	p = mem_zalloc(sizeof *p);
	r = pattern_compile(p, source, ret_at, message, size);
	if (r < 0)
		goto out;
	/* Without a compiler for this machine it is interpreted: slower. */
	jit = pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
	p->data = pcre2_match_data_create(1, NULL);
	p->match = pcre2_match_context_create(NULL);
	if (p->data == NULL || p->match == NULL)
		mem_exhausted();
	pcre2_set_match_limit(p->match, PATTERN_MATCH_LIMIT);
	pcre2_set_depth_limit(p->match, PATTERN_DEPTH_LIMIT);
	pcre2_set_heap_limit(p->match, PATTERN_HEAP_KIB);
	if (jit == 0) {
		p->stack = pcre2_jit_stack_create(JIT_STACK_START,
		    PATTERN_STACK_MAX, NULL);
		if (p->stack == NULL)
			mem_exhausted();
		pcre2_jit_stack_assign(p->match, NULL, p->stack);
	}
	if (pcre2_pattern_info(p->code, PCRE2_INFO_MINLENGTH,
	    &p->shortest) != 0)
		p->shortest = 0;
	*ret = p;
	p = NULL;
out:
	pattern_free(p);
	return r;
}

size_t
pattern_shortest(const struct pattern *p)
{
	return p->shortest;
}

int
pattern_answer(int rc, const char **ret_why)
{
	if (rc >= 0)
		return 1;
	switch (rc) {
	case PCRE2_ERROR_NOMATCH:
		return 0;
	case PCRE2_ERROR_MATCHLIMIT:
		*ret_why = "match limit";
		break;
	case PCRE2_ERROR_DEPTHLIMIT:
		*ret_why = "depth limit";
		break;
	case PCRE2_ERROR_HEAPLIMIT:
	case PCRE2_ERROR_NOMEMORY:
		*ret_why = "memory limit";
		break;
	case PCRE2_ERROR_JIT_STACKLIMIT:
		*ret_why = "stack limit";
		break;
	case PCRE2_ERROR_RECURSELOOP:
		*ret_why = "endless recursion";
		break;
	default:
		/* Bad UTF-8, a bad offset, an error not made yet. */
		*ret_why = "matcher error";
		break;
	}
	return ERR_LIMIT;
}

int
pattern_find(const struct pattern *p, struct slice subject, size_t at,
    bool is_checked, size_t *ret_from, size_t *ret_to, const char **ret_why)
{
	const PCRE2_SIZE *place;
	int rc, r;

	/* Its own check reads to the end of the subject at every call. */
	rc = pcre2_match(p->code, subject.ptr, subject.len, at,
	    PCRE2_NOTEMPTY | (is_checked ? PCRE2_NO_UTF_CHECK : 0),
	    p->data, p->match);
	r = pattern_answer(rc, ret_why);
	if (r <= 0)
		return r;
	place = pcre2_get_ovector_pointer(p->data);
	if (place[0] >= place[1] || place[1] > subject.len) {
		*ret_why = "matcher error";	/* \K in a lookahead */
		return ERR_LIMIT;
	}
	*ret_from = place[0];
	*ret_to = place[1];
	return 1;
}
