#include "fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

void
fixture_load(const char *name, struct buf *out)
{
	fixture_load_from("tests/unit/extract/fixture", name, out);
}

void
fixture_load_from(const char *folder, const char *name, struct buf *out)
{
	const char *src = getenv("EXEAT_SRC");
	char path[512];
	FILE *f;
	int c;

	snprintf(path, sizeof path, "%s/%s/%s",
	    src != NULL ? src : SOURCE_FOLDER, folder, name);
	f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "%s", path);
	while ((c = getc(f)) != EOF)
		buf_putc(out, (uint8_t)c);
	fclose(f);
}
