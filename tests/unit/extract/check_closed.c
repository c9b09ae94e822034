#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "probe.h"

/* --- S/MIME and gzip ------------------------------------------------------------------ */

/* ContentInfo { signedData { v1, {}, { data, "secret 943" }, {} } } */
static const uint8_t signed_data[] = {
	0x30, 0x2f, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07,
	0x02, 0xa0, 0x22, 0x30, 0x20, 0x02, 0x01, 0x01, 0x31, 0x00, 0x30, 0x17,
	0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01, 0xa0,
	0x0a, 0x04, 0x08, 's', 'e', 'c', 'r', 'e', 't', ' ', '9', 0x31, 0x00,
};

START_TEST(test_signed_content_is_opened)
{
	struct probe p;

	probe_open(&p);
	/* The label says that it is an envelope; it is not. */
	probe_file(&p, "smime.p7m", "application/pkcs7-mime; "
	    "smime-type=enveloped-data", slice_of(signed_data,
	    sizeof signed_data));
	ck_assert(probe_unit(&p, "secret 9") != NULL);
	ck_assert(probe_has(&p, "2", PART_IS_SIGNED));
	ck_assert(!probe_raised(&p, ANOMALY_ENCRYPTED));
	probe_close(&p);
}
END_TEST

START_TEST(test_gzip)
{
	/* "secret 943\n", named note.txt */
	static const uint8_t file[] = {
		0x1f, 0x8b, 0x08, 0x08, 0, 0, 0, 0, 0, 0x03, 'n', 'o', 't',
		'e', '.', 't', 'x', 't', 0, 0x01, 0x0b, 0x00, 0xf4, 0xff, 's',
		'e', 'c', 'r', 'e', 't', ' ', '9', '4', '3', '\n',
		0x7e, 0x14, 0x11, 0x82, 0x0b, 0, 0, 0,
	};
	struct probe p;

	probe_open(&p);
	probe_file(&p, "note.gz", "application/gzip",
	    slice_of(file, sizeof file));
	ck_assert(probe_unit(&p, "secret 943") != NULL);
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->name, "note.txt"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "signed", test_signed_content_is_opened, 0 },
		{ "gzip", test_gzip, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("closed", tests);
}
