/*
 * mime_oracle -- any leaf that GMime sees, we see, or the message is held.
 * A second opinion for tests only: GMime takes one reading of a message, we
 * take several.
 */
#include "mime/mime.h"

#include <gmime/gmime.h>

#include "unit/mime/corpus.h"

struct look {
	const struct mime_message *m;
	const char *path;
	size_t seen, missed;
};

/* Blanks, line ends and broken escapes are a parser's own business. */
static void
plain(struct slice s, struct buf *out)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_space(s.ptr[i]) && s.ptr[i] != '=')
			buf_putc(out, s.ptr[i]);
}

static bool
is_ours(const struct mime_message *m, struct slice want)
{
	struct buf out = BUF_INIT(256 * MIB), bare = BUF_INIT(256 * MIB);
	const struct mime_node *n;
	unsigned notes;
	size_t i, j;
	bool found;

	for (i = 0, found = false; i < m->node_count && !found; i++) {
		n = &m->nodes[i];
		for (j = 0; n->is_leaf && j < n->reading_count; j++) {
			buf_reset(&out);
			buf_reset(&bare);
			mime_decode(slice_sub(m->bytes, n->body_from,
			    n->body_to), n->readings[j], &out, &notes);
			plain(buf_slice(&out), &bare);
			if (slice_find(buf_slice(&bare), want, 0) !=
			    SLICE_NPOS)
				found = true;
		}
	}
	buf_free(&out);
	buf_free(&bare);
	return found;
}

static void
look_at(GMimeObject *parent, GMimeObject *part, gpointer arg)
{
	struct buf bare = BUF_INIT(256 * MIB);
	struct look *look = arg;
	GMimeDataWrapper *content;
	GMimeStream *stream;
	GByteArray *bytes;

	(void)parent;
	if (!GMIME_IS_PART(part))
		return;
	content = g_mime_part_get_content(GMIME_PART(part));
	if (content == NULL)
		return;
	stream = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(content, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	plain(slice_of(bytes->data, bytes->len), &bare);
	look->seen++;
	if (bare.len > 0 && !is_ours(look->m, buf_slice(&bare))) {
		look->missed++;
		printf("FAIL %s: a leaf of %zu bytes is not among ours\n",
		    look->path, bare.len);
	}
	g_object_unref(stream);
	buf_free(&bare);
}

static void
compare(struct slice bytes, struct look *look)
{
	GMimeMessage *message;
	GMimeStream *stream;
	GMimeParser *parser;

	stream = g_mime_stream_mem_new_with_buffer((const char *)bytes.ptr,
	    bytes.len);
	parser = g_mime_parser_new_with_stream(stream);
	if (slice_starts(bytes, SLICE("From ")))
		g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
	message = g_mime_parser_construct_message(parser, NULL);
	if (message != NULL) {
		g_mime_message_foreach(message, look_at, look);
		g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
}

int
main(int argc, char **argv)
{
	struct buf raw = BUF_INIT(256 * MIB), crlf = BUF_INIT(256 * MIB);
	struct look look = { NULL, NULL, 0, 0 };
	struct mime_message *m;
	struct arena *a;
	const char *bad;
	size_t held;
	int i;

	if (mime_charset_preload(&bad) < 0)
		return 2;
	g_mime_init();
	for (i = 1, held = 0; i < argc; i++) {
		buf_reset(&raw);
		buf_reset(&crlf);
		if (!corpus_load(argv[i], &raw))
			return 2;
		corpus_crlf(buf_slice(&raw), &crlf);
		a = arena_new(MESSAGE_ARENA_MAX);
		if (mime_read(buf_slice(&crlf), SLICE(""), 0, a, &m) < 0)
			return 2;
		look.m = m;
		look.path = argv[i];
		if (m->anomaly_count == 0)
			compare(buf_slice(&crlf), &look);
		else
			held++;
		arena_free(a);
	}
	printf("GMime sees %zu leaves, %zu of them we do not; "
	    "%zu messages held\n", look.seen, look.missed, held);
	g_mime_shutdown();
	buf_free(&raw);
	buf_free(&crlf);
	return look.missed > 0;
}
