#include "detect/grid.h"

#include <stdio.h>

#include "unit/unit.h"

static const struct {
	const char *name, *text, *at;	/* a word of the text */
	const char *header;		/* NULL: none */
} cases[] = {
	{ "tabs", "name\tnino\nokafor\there\n", "here", "nino" },
	{ "the first column", "name\tnino\nhere\tb\n", "here", "name" },
	{ "two lines down", "name\tnino\na\tb\nc\there\n", "here", "nino" },
	{ "an empty cell", "name\tnino\n\there\n", "here", "nino" },
	{ "the first line has none", "name\there\na\tb\n", "here", NULL },
	{ "another number of columns", "name\tnino\nc\tb\there\n", "here", NULL },
	{ "an empty line between", "name\tnino\n\na\there\n", "here", NULL },
	{ "bars", "| name | nino |\n| a | here |\n", "here", " nino " },
	{ "a ruler", "| name | nino |\n|---|---|\n| a | here |\n", "here",
	  " nino " },
	{ "blanks", "name    nino\nokafor  here\n", "here", "nino" },
	{ "prose is no table", "this is nino\nand it is here\n", "here", NULL },
	{ "another unit", "name\tnino\x1e" "a\there\n", "here", NULL },
};

START_TEST(test_header)
{
	struct slice text = slice_str(cases[_i].text);
	struct grid g = { 0 };
	size_t from, to, at;
	bool found;

	at = slice_find(text, slice_str(cases[_i].at), 0);
	ck_assert_uint_ne(at, SLICE_NPOS);
	found = grid_header(&g, text, at, &from, &to);
	ck_assert_msg(found == (cases[_i].header != NULL), "%s",
	    cases[_i].name);
	if (found)
		ck_assert_msg(slice_eq_str(slice_sub(text, from, to),
		    cases[_i].header), "%s", cases[_i].name);
}
END_TEST

/* Asked line by line the answer is the same, and lines are not walked again. */
START_TEST(test_memory)
{
	static char text[200000];
	struct grid g = { 0 };
	size_t n, i, from, to;

	n = (size_t)snprintf(text, sizeof text, "name\tnino\n");
	for (i = 0; i < 10000; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "a\t%zu\n", i);
	for (i = 12; i < n; i += 3) {
		if (text[i] < '0' || text[i] > '9')
			continue;
		ck_assert(grid_header(&g, slice_of((uint8_t *)text, n), i,
		    &from, &to));
		ck_assert_uint_eq(from, 5);
		ck_assert_uint_eq(to, 9);
	}
}
END_TEST

START_TEST(test_long_line)
{
	static uint8_t text[5000];
	struct grid g = { 0 };
	size_t i, from, to;

	for (i = 0; i < sizeof text; i++)
		text[i] = i % 2 == 0 ? 'a' : '\t';
	text[10] = '\n';
	ck_assert(!grid_header(&g, slice_of(text, sizeof text),
	    sizeof text - 1, &from, &to));
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "header", test_header, N_OF(cases) },
		{ "memory", test_memory, 0 },
		{ "long line", test_long_line, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("grid", suite);
}
