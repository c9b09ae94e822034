#include "detect/floor.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

#define RECIPIENTS	20	/* personal-data reference 16 */

static const struct {
	const char *id;
	const char *setting;
	uint32_t floor;
} kinds[FLOOR_KINDS] = {
	{ "contact_list", "threshold contact-list", 3 },
	{ "email_list", "threshold email-list", 10 },
	{ "recipient_exposure", "threshold visible-recipients", 10 },
};

int
floors_read(struct detect_plan *p, const struct conf_tree *tree,
    struct conf_diag *diag)
{
	const struct conf_line *l;
	uint64_t n;
	size_t i, at;

	p->recipients = RECIPIENTS;
	for (i = 0; i < FLOOR_KINDS; i++) {
		p->floors[i] = kinds[i].floor;
		l = conf_setting(tree, kinds[i].setting, &at);
		if (l == NULL)
			continue;
		if (conf_get_number(l, &at, 1, REPORT_FINDINGS_MAX, diag,
		    &n) < 0)
			return ERR_SYNTAX;
		if (strcmp(kinds[i].id, "recipient_exposure") == 0)
			p->recipients = (uint32_t)n;
		if (n < p->floors[i])
			p->floors[i] = (uint32_t)n;
	}
	return 0;
}

uint32_t
floor_of(const struct detect_plan *p, struct slice id)
{
	size_t i;

	for (i = 0; i < FLOOR_KINDS; i++)
		if (slice_eq_str(id, kinds[i].id))
			return p->floors[i];
	return 0;
}

uint32_t
floor_recipients(const struct detect_plan *p)
{
	return p->recipients;
}

/* Distinct values of one kind, up to `most`. */
static uint32_t
count_values(const struct finding *list, size_t n, const char *id,
    uint32_t most)
{
	uint64_t seen[16];
	uint32_t count, k;
	size_t i;

	count = 0;
	for (i = 0; i < n && count < most; i++) {
		if (!slice_eq_str(list[i].detector, id))
			continue;
		for (k = 0; k < count && seen[k] != list[i].value_hash; k++)
			;
		if (k == count && count < sizeof seen / sizeof *seen)
			seen[count++] = list[i].value_hash;
	}
	return count;
}

void
floors_lower(const struct detect_plan *p, struct finding *list, size_t n)
{
	size_t i, k;

	for (k = 0; k < FLOOR_KINDS; k++) {
		if (count_values(list, n, kinds[k].id, p->floors[k]) >=
		    p->floors[k])
			continue;
		for (i = 0; i < n; i++)
			if (slice_eq_str(list[i].detector, kinds[k].id))
				list[i].tier = 1;
	}
}
