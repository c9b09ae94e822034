/*
 * email_list -- mail addresses of others that stand in a text or a file: a
 * finding for each that is distinct.  Ours and our partners' do not count,
 * nor those of signatures and of the headers of quoted mail.
 */
#include "detect/scene.h"

static int
judge(struct scene *s)
{
	const struct text_unit *unit;
	const struct mark *m;
	size_t i;
	int r;

	r = 0;
	for (i = 0; i < s->count && r == 0; i++) {
		m = &s->marks[i];
		if (m->kind != MARK_EMAIL)
			continue;
		unit = scene_text_unit(s, m->from);
		/* Who writes to whom is recipient_exposure's matter. */
		if (unit->where != FINDING_HEADER)
			r = scene_put_hashed(s, m->from, 2, m->value);
	}
	return r;
}

const struct detector email_list_detector = {
	.judge = judge,
};
