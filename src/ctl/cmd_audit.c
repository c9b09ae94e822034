/*
 * exeatctl audit -- verify the chain of records, or print them.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/err.h"
#include "ctl/act.h"
#include "ctl/control.h"
#include "ctl/options.h"

static enum ctl_exit
audit_verify(struct keeper *k)
{
	uint64_t records, bad;
	int r;

	r = keeper_audit_verify(k, &records, &bad);
	if (r == ERR_CORRUPT) {
		printf("record %" PRIu64 " does not verify; %" PRIu64
		    " records before it do\n", bad, records);
		return CTL_FOUND;
	}
	if (r < 0)
		return control_failed("audit", r);
	printf("%" PRIu64 " records, all in order\n", records);
	return CTL_OK;
}

static int
print_line(void *arg, struct slice line)
{
	(void)arg;
	if (fwrite(line.ptr, 1, line.len, stdout) != line.len ||
	    putchar('\n') == EOF)
		return ERR_SYSTEM;
	return 0;
}

static enum ctl_exit
audit_export(struct keeper *k, uint64_t from)
{
	int r;

	r = keeper_audit_export(k, from, print_line, NULL);
	return r < 0 ? control_failed("audit", r) : CTL_OK;
}

enum { VERIFY, EXPORT };

static const struct act acts[] = {
	[VERIFY] = { "verify", ACT_ALONE, "takes no operand", false },
	[EXPORT] = { "export", ACT_ALONE, "takes no operand", false },
	{ NULL, ACT_ALONE, NULL, false }
};

enum ctl_exit
cmd_audit(int argc, char **argv)
{
	const char *control = NULL, *config = NULL, *from = NULL, *word = NULL;
	const struct option_rule rules[] = {
		{ .name = "--control", .value = &control },
		{ .name = "--config", .value = &config },
		{ .name = "--from", .value = &from },
		{ .name = NULL }
	};
	struct keeper *k = NULL;
	uint64_t first = 1;
	enum ctl_exit x;
	size_t which, n;

	x = options_read(argc, argv, rules, &word, 1, &n);
	if (x == CTL_OK)
		x = act_choose("audit", acts, &word, n, NULL, &which);
	if (x == CTL_OK && from != NULL)
		x = act_number("audit", from, &first);
	if (x == CTL_OK)
		x = control_open("audit", config, control, &k);
	if (x != CTL_OK)
		return x;
	x = which == VERIFY ? audit_verify(k) : audit_export(k, first);
	keeper_unref(k);
	return x;
}
