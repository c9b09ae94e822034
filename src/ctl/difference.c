#include "ctl/difference.h"

#include <stdlib.h>

#include "base/mem.h"

#define CONTEXT		3
/* Lines that differ, one side times the other: 64 MB of table at most. */
#define CELLS_MAX	((size_t)16 * 1000 * 1000)

struct text {
	struct slice *lines;
	size_t count, cap;
};

/* One line of the result: ' ' in both, '-' in a, '+' in b. */
struct step {
	char sign;
	struct slice line;
};

struct script {
	struct step *steps;
	size_t count, cap;
};

static void
split(struct slice s, struct text *ret)
{
	size_t at, end;

	*ret = (struct text){ NULL, 0, 0 };
	for (at = 0; at < s.len; at = end) {
		end = slice_chr(s, '\n', at);
		end = end == SLICE_NPOS ? s.len : end + 1;
		ret->lines = mem_grow(ret->lines, ret->count, &ret->cap,
		    sizeof *ret->lines);
		ret->lines[ret->count++] = slice_sub(s, at, end);
	}
}

static void
add(struct script *s, char sign, struct slice line)
{
	s->steps = mem_grow(s->steps, s->count, &s->cap, sizeof *s->steps);
	s->steps[s->count++] = (struct step){ sign, line };
}

/*
 * length[i * (m + 1) + j]: of the longest common run of lines from i of a and
 * j of b on.
 */
static uint32_t *
common(const struct slice *a, size_t n, const struct slice *b, size_t m)
{
	uint32_t *length, *here, *below;
	size_t i, j;

	length = mem_zalloc((n + 1) * (m + 1) * sizeof *length);
	for (i = n; i-- > 0;) {
		here = length + i * (m + 1);
		below = here + m + 1;
		for (j = m; j-- > 0;)
			if (slice_eq(a[i], b[j]))
				here[j] = below[j + 1] + 1;
			else
				here[j] = below[j] > here[j + 1] ? below[j] :
				    here[j + 1];
	}
	return length;
}

/* The lines between what is the same at both ends. */
static void
compare(const struct slice *a, size_t n, const struct slice *b, size_t m,
    struct script *s)
{
	uint32_t *length = NULL;
	size_t i = 0, j = 0;

	if (n > 0 && m > 0 && (n + 1) <= CELLS_MAX / (m + 1))
		length = common(a, n, b, m);
	while (i < n || j < m) {
		if (length != NULL && i < n && j < m && slice_eq(a[i], b[j])) {
			add(s, ' ', a[i++]);
			j++;
		} else if (j == m || (i < n && (length == NULL ||
		    length[(i + 1) * (m + 1) + j] >=
		    length[i * (m + 1) + j + 1]))) {
			add(s, '-', a[i++]);
		} else {
			add(s, '+', b[j++]);
		}
	}
	free(length);
}

static void
make_script(const struct text *a, const struct text *b, struct script *s)
{
	size_t head = 0, tail = 0, i;

	while (head < a->count && head < b->count &&
	    slice_eq(a->lines[head], b->lines[head]))
		head++;
	while (tail < a->count - head && tail < b->count - head &&
	    slice_eq(a->lines[a->count - 1 - tail],
	    b->lines[b->count - 1 - tail]))
		tail++;
	for (i = 0; i < head; i++)
		add(s, ' ', a->lines[i]);
	compare(a->lines + head, a->count - head - tail, b->lines + head,
	    b->count - head - tail, s);
	for (i = a->count - tail; i < a->count; i++)
		add(s, ' ', a->lines[i]);
}

/* --- hunks ---------------------------------------------------------------------------- */

/* The hunk around the next change at or after `at`: false if there is none. */
static bool
next_hunk(const struct script *s, size_t at, size_t *ret_from, size_t *ret_to)
{
	size_t same = 0, i;

	while (at < s->count && s->steps[at].sign == ' ')
		at++;
	if (at == s->count)
		return false;
	*ret_from = at < CONTEXT ? 0 : at - CONTEXT;
	for (i = at; i < s->count && same <= 2 * CONTEXT; i++)
		same = s->steps[i].sign == ' ' ? same + 1 : 0;
	/* Of the lines that are the same at its end a few are shown. */
	*ret_to = same > CONTEXT ? i - (same - CONTEXT) : i;
	return true;
}

static void
put_hunk(const struct script *s, size_t from, size_t to, struct buf *out)
{
	size_t i, line_a = 1, line_b = 1, count_a = 0, count_b = 0;

	for (i = 0; i < from; i++) {
		line_a += s->steps[i].sign != '+';
		line_b += s->steps[i].sign != '-';
	}
	for (; i < to; i++) {
		count_a += s->steps[i].sign != '+';
		count_b += s->steps[i].sign != '-';
	}
	(void)buf_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n",
	    count_a > 0 ? line_a : line_a - 1, count_a,
	    count_b > 0 ? line_b : line_b - 1, count_b);
	for (i = from; i < to; i++) {
		(void)buf_putc(out, (uint8_t)s->steps[i].sign);
		(void)buf_put_slice(out, s->steps[i].line);
		if (!slice_ends(s->steps[i].line, SLICE("\n")))
			(void)buf_puts(out,
			    "\n\\ No newline at end of file\n");
	}
}

void
difference_put(struct slice a, struct slice b, const char *name_a,
    const char *name_b, struct buf *out)
{
	struct script s = { NULL, 0, 0 };
	struct text x, y;
	size_t from, to, at = 0;

	if (slice_eq(a, b))
		return;
	split(a, &x);
	split(b, &y);
	make_script(&x, &y, &s);
	(void)buf_printf(out, "--- %s\n+++ %s\n", name_a, name_b);
	while (next_hunk(&s, at, &from, &to)) {
		put_hunk(&s, from, to, out);
		at = to;
	}
	free(s.steps);
	free(x.lines);
	free(y.lines);
}
