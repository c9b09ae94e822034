#include "ctl/html.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "ctl/progress.h"
#include "ctl/safe.h"

#define TEXT_MAX	(256 * KIB)

/* In units of the drawing, which is as wide as its place. */
#define CHART_WIDTH	640
#define CHART_LABEL	260		/* where bars begin */
#define CHART_ROW	28
#define LABEL_CHARS	34

static const char style[] =
    "body{font:1rem/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;"
    "margin:0 auto;padding:1rem;max-width:75rem}"
    "h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2rem}"
    "a{color:#0b3d79}:focus{outline:3px solid #0b3d79;outline-offset:2px}"
    "table{border-collapse:collapse;margin:.5rem 0}"
    "caption{text-align:left;font-weight:bold;padding:.25rem 0}"
    "th,td{border:1px solid #595959;padding:.25rem .6rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}"
    "thead th{background:#e8eef5}td.n,th.n{text-align:right;"
    "white-space:nowrap}"
    ".wide{overflow-x:auto}svg{width:100%;max-width:40rem;height:auto}"
    "figure{margin:.5rem 0}figcaption{font-weight:bold}"
    "@media print{nav{display:none}body{font-size:12pt;max-width:none;"
    "padding:0}.wide{overflow:visible}tr,figure{break-inside:avoid}"
    "thead{display:table-header-group}a{color:#000}}";

/* --- text --------------------------------------------------------------------- */

static void
put_escaped(FILE *out, struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		switch (s.ptr[i]) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		default:
			putc(s.ptr[i], out);
			break;
		}
}

void
html_text(struct html *h, struct slice text)
{
	struct buf safe = BUF_INIT(TEXT_MAX);

	safe_put_text(&safe, text);
	put_escaped(h->out, buf_slice(&safe));
	buf_free(&safe);
}

static void __attribute__((format(printf, 2, 0)))
text_list(struct html *h, const char *fmt, va_list ap)
{
	struct buf b = BUF_INIT(TEXT_MAX);

	buf_vprintf(&b, fmt, ap);
	html_text(h, buf_slice(&b));
	buf_free(&b);
}

void
html_textf(struct html *h, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	text_list(h, fmt, ap);
	va_end(ap);
}

void
html_paragraph(struct html *h, const char *fmt, ...)
{
	va_list ap;

	fputs("<p>", h->out);
	va_start(ap, fmt);
	text_list(h, fmt, ap);
	va_end(ap);
	fputs("</p>\n", h->out);
}

void
html_markup(struct html *h, const char *literal)
{
	fputs(literal, h->out);
}

/* --- the page -------------------------------------------------------------------- */

void
html_begin(struct html *h, FILE *out, const char *title)
{
	h->out = out;
	fputs("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n<meta name=\"referrer\" "
	    "content=\"no-referrer\">\n<title>", out);
	html_textf(h, "%s", title);
	fputs("</title>\n<style>", out);
	fputs(style, out);
	fputs("</style>\n</head>\n<body>\n<header><h1>", out);
	html_textf(h, "%s", title);
	fputs("</h1></header>\n", out);
}

void
html_end(struct html *h)
{
	fputs("</body>\n</html>\n", h->out);
}

void
html_section(struct html *h, const char *id, const char *heading)
{
	fprintf(h->out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">",
	    id, id);
	html_textf(h, "%s", heading);
	fputs("</h2>\n", h->out);
}

void
html_section_end(struct html *h)
{
	fputs("</section>\n", h->out);
}

/* --- tables ------------------------------------------------------------------------ */

static void
put_head(struct html *h, const struct sheet *s)
{
	size_t i;

	fputs("<thead><tr>", h->out);
	for (i = 0; i < s->width; i++) {
		fputs(s->columns[i].is_number ?
		    "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">",
		    h->out);
		html_textf(h, "%s", s->columns[i].name);
		fputs("</th>", h->out);
	}
	fputs("</tr></thead>\n<tbody>\n", h->out);
}

static void
put_row(struct html *h, const struct sheet *s, char *const *cells)
{
	bool number;
	size_t i;

	fputs("<tr>", h->out);
	for (i = 0; i < s->width; i++) {
		number = s->columns[i].is_number;
		fputs(i == 0 ? number ? "<th scope=\"row\" class=\"n\">" :
		    "<th scope=\"row\">" : number ? "<td class=\"n\">" :
		    "<td>", h->out);
		html_text(h, slice_str(cells[i]));
		fputs(i == 0 ? "</th>" : "</td>", h->out);
	}
	fputs("</tr>\n", h->out);
}

void
html_sheet(struct html *h, const char *caption, const struct sheet *s)
{
	size_t i;

	if (s->rows == 0) {
		html_paragraph(h, "%s: none.", caption);
		return;
	}
	/* Scrolled by the keyboard, so it needs a name and a place in it. */
	fputs("<div class=\"wide\" role=\"region\" tabindex=\"0\" "
	    "aria-label=\"", h->out);
	html_textf(h, "%s", caption);
	fputs("\">\n<table>\n<caption>", h->out);
	html_textf(h, "%s", caption);
	fputs("</caption>\n", h->out);
	put_head(h, s);
	for (i = 0; i < s->rows; i++)
		put_row(h, s, s->cells + i * s->width);
	fputs("</tbody>\n</table>\n</div>\n", h->out);
	if (s->left_out > 0)
		html_paragraph(h, "%llu more are not shown; a report in CSV "
		    "has all of them.", (unsigned long long)s->left_out);
}

/* --- charts -------------------------------------------------------------------------- */

static uint64_t
largest(const struct html_bar *bars, size_t count)
{
	uint64_t n = 1;
	size_t i;

	for (i = 0; i < count; i++)
		if (bars[i].value > n)
			n = bars[i].value;
	return n;
}

/* Cut between two characters. */
static struct slice
short_label(const char *label)
{
	struct slice s = slice_str(label);
	size_t n;

	if (s.len <= LABEL_CHARS)
		return s;
	for (n = LABEL_CHARS - 1; n > 0 && (s.ptr[n] & 0xc0) == 0x80; n--)
		;
	return slice_sub(s, 0, n);
}

static void
put_bar(struct html *h, const struct html_bar *b, unsigned row, uint64_t most)
{
	unsigned room = CHART_WIDTH - CHART_LABEL - 90;
	unsigned width = (unsigned)(b->value * room / most);
	struct buf number = BUF_INIT(KIB);
	struct slice label = short_label(b->label);

	if (b->value > 0 && width == 0)
		width = 1;
	progress_number(b->value, &number);
	fprintf(h->out, "<text x=\"%u\" y=\"%u\" text-anchor=\"end\">",
	    CHART_LABEL - 10, row * CHART_ROW + 19);
	html_text(h, label);
	if (label.len < slice_str(b->label).len)
		fputs("\xe2\x80\xa6", h->out);
	fprintf(h->out, "</text><rect x=\"%u\" y=\"%u\" width=\"%u\" "
	    "height=\"20\"/><text x=\"%u\" y=\"%u\">%s</text>\n",
	    CHART_LABEL, row * CHART_ROW + 4, width, CHART_LABEL + width + 8,
	    row * CHART_ROW + 19, buf_cstr(&number));
	buf_free(&number);
}

/* "12 reject, 3 accept": what somebody who cannot see it is told. */
static void
put_description(struct html *h, const struct html_bar *bars, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		html_textf(h, "%s%s: %llu", i > 0 ? "; " : "", bars[i].label,
		    (unsigned long long)bars[i].value);
}

void
html_bars(struct html *h, const char *id, const char *title,
    const struct html_bar *bars, size_t count)
{
	size_t i, n = count < HTML_BARS_MAX ? count : HTML_BARS_MAX;
	uint64_t most = largest(bars, n);

	if (n == 0)
		return;
	fputs("<figure><figcaption>", h->out);
	html_textf(h, "%s", title);
	if (n < count)
		html_textf(h, ": %zu of %zu", n, count);
	fprintf(h->out, "</figcaption>\n<svg role=\"img\" "
	    "aria-labelledby=\"%s-t %s-d\" viewBox=\"0 0 %u %u\" "
	    "font-size=\"14\" font-family=\"sans-serif\" fill=\"#0b3d79\">\n"
	    "<title id=\"%s-t\">",
	    id, id, CHART_WIDTH, (unsigned)n * CHART_ROW + 4, id);
	html_textf(h, "%s", title);
	fprintf(h->out, "</title><desc id=\"%s-d\">", id);
	put_description(h, bars, n);
	fputs("</desc>\n", h->out);
	for (i = 0; i < n; i++)
		put_bar(h, &bars[i], (unsigned)i, most);
	fputs("</svg></figure>\n", h->out);
}
