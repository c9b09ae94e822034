/*
 * opaque -- contents that are typed and hold no text for a reader: pictures,
 * sound, video, fonts, programs, certificates.  Rules decide on their type.
 */
#include "extract/engine.h"
#include "extract/strings.h"

static int
opaque_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	static const char *const known[] = {
		"application/vnd.ms-opentype", "application/font-woff",
		"application/applefile", "application/x-ds-store",
		"application/ogg", "application/vnd.ms-asf",
		"application/x-matroska",
		"application/vnd.microsoft.portable-executable",
		"application/x-dosexec", "application/x-executable",
		"application/x-pie-executable", "application/x-sharedlib",
		"application/x-object", "application/x-mach-binary",
		"application/java-vm", "application/wasm",
		"application/x-ms-shortcut", "application/x-rpm",
		"application/vnd.debian.binary-package",
		"application/x-shockwave-flash", "application/x-nes-rom",
		"application/x-game-rom", "application/x-game-data",
		"application/x-gameboy-rom", "application/x-genesis-rom",
		"application/x-applescript",
	};
	size_t i;

	(void)bytes;
	(void)name;
	/* Pages and plans with text in them, though called pictures. */
	if (slice_eq_str(detected, "image/svg+xml") ||
	    slice_eq_str(detected, "image/vnd.djvu") ||
	    slice_eq_str(detected, "image/vnd.dwg") ||
	    slice_eq_str(detected, "image/x-coreldraw"))
		return 0;
	if (slice_starts(detected, SLICE("image/")) ||
	    slice_starts(detected, SLICE("audio/")) ||
	    slice_starts(detected, SLICE("video/")) ||
	    slice_starts(detected, SLICE("font/")))
		return 10;
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_eq_str(detected, known[i]))
			return 10;
	return 0;
}

static int
opaque_read(struct extract_job *j)
{
	extract_set_flag(j, PART_IS_OPAQUE);
	return strings_put(j, SLICE_NONE, extract_bytes(j));
}

const struct extract_format format_opaque = {
	"opaque", opaque_can_read, opaque_read
};
