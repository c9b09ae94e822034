#include "ctl/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "ctl/options.h"

#define PLAIN_MS	10000
#define BAR_MS		500

enum ctl_exit
progress_open(struct progress *p, const char *verb, const char *text)
{
	static const char *const words[] = { "auto", "bar", "plain", "none",
	    NULL };
	static const enum progress_how hows[] = { PROGRESS_PLAIN, PROGRESS_BAR,
	    PROGRESS_PLAIN, PROGRESS_NONE };
	enum ctl_exit x;
	unsigned i;

	x = options_choice(verb, "--progress", text, words, &i);
	p->how = i == 0 && isatty(STDERR_FILENO) ? PROGRESS_BAR : hows[i];
	p->is_shown = false;
	p->next_ms = clock_mono_ms() + (p->how == PROGRESS_BAR ? 0 : PLAIN_MS);
	return x;
}

bool
progress_is_due(struct progress *p)
{
	int64_t now;

	if (p->how == PROGRESS_NONE)
		return false;
	now = clock_mono_ms();
	if (now < p->next_ms)
		return false;
	p->next_ms = now + (p->how == PROGRESS_BAR ? BAR_MS : PLAIN_MS);
	return true;
}

void
progress_show(struct progress *p, const char *line)
{
	switch (p->how) {
	case PROGRESS_NONE:
		break;
	case PROGRESS_PLAIN:
		fprintf(stderr, "%s\n", line);
		break;
	case PROGRESS_BAR:
		fprintf(stderr, "\r%s\033[K", line);
		p->is_shown = true;
		break;
	}
}

void
progress_clear(struct progress *p)
{
	if (p->is_shown)
		fputs("\r\033[K", stderr);
	p->is_shown = false;
}

int
progress_number(uint64_t n, struct buf *out)
{
	char digits[32];
	int i, len, r = 0;

	len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
	for (i = 0; r == 0 && i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			r = buf_putc(out, ',');
		if (r == 0)
			r = buf_putc(out, (uint8_t)digits[i]);
	}
	return r;
}

/* "1 min 26 s left" */
static int
put_left(uint64_t s, struct buf *out)
{
	unsigned long long n = s;

	if (n < 60)
		return buf_printf(out, "  %llu s left", n);
	if (n < 3600)
		return buf_printf(out, "  %llu min %llu s left", n / 60, n % 60);
	return buf_printf(out, "  %llu h %llu min left", n / 3600,
	    n / 60 % 60);
}

int
progress_line(const struct progress_state *s, struct buf *out)
{
	uint64_t ms = s->elapsed_ms > 0 ? (uint64_t)s->elapsed_ms : 1;
	uint64_t rate = s->fresh * 1000 / ms, left;

	buf_printf(out, "%s  ", s->verb);
	progress_number(s->done, out);
	if (s->total > 0) {
		buf_puts(out, " / ");
		progress_number(s->total, out);
	}
	buf_puts(out, " messages");
	if (s->total > 0)
		buf_printf(out, "  %u %%", (unsigned)(s->done >= s->total ?
		    100 : s->done * 100 / s->total));
	buf_printf(out, "  %llu/s", (unsigned long long)rate);
	if (s->total > s->done && s->fresh > 0) {
		left = (s->total - s->done) * ms / s->fresh;
		put_left(left / 1000, out);
	}
	buf_puts(out, "  ");
	progress_number(s->found, out);
	return buf_printf(out, " %s", s->found_word);
}
