/* `time in schedule NAME`. */
#include "base/err.h"
#include "policy/cond.h"

static int
parse_time(struct cond_reader *rd, struct condition *c)
{
	struct checker *ck = rd->checker;
	size_t i;

	i = names_read(ck, NAME_SCHEDULE, rd->line, &rd->at);
	if (i == SIZE_MAX)
		return ERR_SYNTAX;
	c->args = schedule_find(ck->policy, ck->names[NAME_SCHEDULE].names[i]);
	/* Its block has an error, which was told. */
	return c->args != NULL ? 0 : ERR_SYNTAX;
}

/* The moment is in the envelope: never unknown. */
static enum tri
test_time(const struct condition *c, struct view *v, size_t at)
{
	struct zone_time t;

	(void)at;
	zone_local(&v->policy->zone, v->envelope->at_ms, &t);
	return schedule_is_open(c->args, &t) ? TRI_YES : TRI_NO;
}

static struct slice
because_time(const struct condition *c, struct view *v)
{
	struct zone_time t;

	zone_local(&v->policy->zone, v->envelope->at_ms, &t);
	return arena_printf(v->arena, "%s %02d:%02d local time%s",
	    schedule_day_names[t.weekday], t.second / 3600,
	    t.second / 60 % 60, schedule_is_closed_day(c->args, t.day) ?
	    ", a closed day" : "");
}

const struct cond_type cond_time = {
	"time in schedule", parse_time, test_time, because_time
};
