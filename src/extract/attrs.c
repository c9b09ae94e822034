#include "extract/attrs.h"

#include <string.h>

#include "base/err.h"
#include "extract/engine.h"
#include "extract/xml.h"

#define VALUE_MIN	6	/* shorter ones name nobody */
#define DIGITS_MIN	6	/* with letters: as in an insurance number */
#define NUMBER_MIN	13	/* without: identifiers are shorter */
#define KEPT_MAX	256	/* a longer value is given out each time */

/* People fill these in, or see them, whatever the value. */
static const char *const written[] = {
	"alias", "alt", "author", "caption", "comment", "current-value",
	"descr", "description", "display", "displayName", "display-name",
	"displayText", "error", "errorTitle", "formula", "help", "helpText",
	"href", "label", "list-name", "name", "note-name", "prompt",
	"promptTitle", "statusText", "string", "string-value",
	"string-value-if-false", "string-value-if-true", "summary", "tag",
	"text", "title", "tooltip", "totalsRowLabel", "UnicodeString",
	"uniqueName", "userName", NULL
};

/* Typefaces and drawings: words and digits that the maker wrote. */
static const char *const unread[] = {
	"PartName", "ContentType", "adj", "ascii", "asciiTheme", "cs",
	"coordorigin", "coordsize", "d", "data-style-name", "eastAsia",
	"enhanced-path", "family-name", "font-family", "font-family-asian",
	"font-family-complex", "font-name", "font-name-asian",
	"font-name-complex", "fontfamily", "glue-points", "hAnsi", "hint",
	"panose", "path", "points", "stroke-svgname", "style", "style-name",
	"typeface", "uri", "viewBox", NULL
};

/* A value v or val is an own text here. */
static const struct {
	const char *element, *attribute;
} own[] = {
	{ "s", "v" }, { "n", "v" }, { "d", "v" },	/* pivot caches */
	{ "docVar", "val" }, { "alias", "val" }, { "tag", "val" },
	{ "listItem", "value" }, { "tableColumn", "name" },
	{ "default", "val" }, { "result", "val" }, { "format", "val" },
	{ "Relationship", "Target" },
	{ "attr", "val" }, { "category", "val" }, { "statusText", "val" },
	{ "helpText", "val" }, { "Worksheet", "Name" },
	{ "NamedRange", "Name" }, { "NamedRange", "RefersTo" },
	{ "inputCells", "val" }, { "filter", "val" },
	{ "customFilter", "val" }, { "lvlText", "val" },
};

static bool
is_among(const char *name, const char *const *words)
{
	for (; *words != NULL; words++)
		if ((*words)[0] == name[0] && strcmp(*words, name) == 0)
			return true;
	return false;
}

/* xmlns:text names a schema, and is no "text". */
static const char *
local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	if (strncmp(name, "xmlns", 5) == 0)
		return "xmlns";
	return colon == NULL ? name : colon + 1;
}

static bool
is_own(const char *element, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof own / sizeof own[0]; i++)
		if (strcmp(own[i].attribute, name) == 0 &&
		    strcmp(own[i].element, element) == 0)
			return true;
	return false;
}

/* A colour, a revision, or {8-4-4-4-12}. */
static bool
is_identifier(struct slice s)
{
	size_t i, hex = 0, dashes = 0;

	if (s.len >= 2 && s.ptr[0] == '{' && s.ptr[s.len - 1] == '}')
		s = slice_sub(s, 1, s.len - 1);
	for (i = 0; i < s.len; i++) {
		hex += ascii_hex_value(s.ptr[i]) >= 0;
		dashes += s.ptr[i] == '-';
	}
	return (s.len == 36 && hex == 32 && dashes == 4) ||
	    (hex == s.len && (hex == 6 || hex == 8)) ||
	    (s.len == 7 && s.ptr[0] == '#' && hex == 6);
}

/* Names of schemas are addresses that nobody follows. */
static bool
is_schema(struct slice s)
{
	return slice_starts(s, SLICE("http://schemas.")) ||
	    slice_starts(s, SLICE("http://purl.o")) ||
	    slice_starts(s, SLICE("http://www.w3.org/")) ||
	    slice_starts(s, SLICE("http://openoffice.org/")) ||
	    slice_starts(s, SLICE("urn:oasis:names:")) ||
	    slice_starts(s, SLICE("urn:schemas-microsoft-com:")) ||
	    slice_starts(s, SLICE("urn:org:documentfoundation:"));
}

/* is_quiet: words alone prove nothing, it takes a number. */
static bool
looks_written(struct slice s, bool is_quiet)
{
	size_t i, digits = 0, letters = 0, blanks = 0;
	bool foreign = false;

	if (s.len < VALUE_MIN || is_identifier(s) || is_schema(s))
		return false;
	for (i = 0; i < s.len; i++) {
		digits += ascii_is_digit(s.ptr[i]);
		letters += ascii_is_alpha(s.ptr[i]);
		blanks += s.ptr[i] == ' ';
		foreign = foreign || s.ptr[i] >= 0x80 || s.ptr[i] == '@';
	}
	if (foreign || (letters > 0 && digits >= DIGITS_MIN))
		return true;
	return digits >= NUMBER_MIN ||
	    (!is_quiet && blanks > 0 && letters > digits);
}

/* OpenDocument keeps styles beside the text. */
static bool
is_style(const char *element)
{
	static const char *const known[] = {
		"style", "font-face", "default-style", "page-layout",
		"master-page", "list-style", "outline-style", "marker",
		"gradient", "hatch", "stroke-dash", "fill-image",
		"number-style", "date-style", "time-style", "text-style",
		"boolean-style", "currency-style", "percentage-style",
		"config-item", "config-item-set", "config-item-map-named",
		"linenumbering-configuration", "presentation-page-layout",
		"table-template", "opacity", NULL
	};

	return is_among(element, known);
}

static bool
counts(const struct attrs *a, const char *element, const char *name,
    struct slice value)
{
	bool is_quiet = a->is_quiet || is_style(element);

	if (!is_quiet && (is_among(name, written) || is_own(element, name)))
		return true;
	if (is_among(name, unread) || strncmp(name, "rsid", 4) == 0)
		return false;
	return looks_written(value, is_quiet);
}

/* Was it given out before?  Remember it, where there is room. */
static int
remember(struct attrs *a, struct extract_job *j, struct slice value,
    bool *ret_known)
{
	struct slice *slot;
	size_t i, sum = value.len;

	*ret_known = false;
	if (value.len > KEPT_MAX)
		return 0;
	for (i = 0; i < value.len; i++)
		sum = sum * 31 + value.ptr[i];
	slot = &a->seen[sum % ATTRS_SEEN];
	if (slot->len > 0) {
		*ret_known = slice_eq(*slot, value);
		return 0;
	}
	*slot = arena_dup(extract_arena(j), value);
	return slot->ptr == NULL ? engine_exhausted(j->engine) : 0;
}

/* Only what leads out of the package; inside they are names of members. */
static bool
is_inner_target(const char *element, const char **attributes)
{
	const char *target;

	if (strcmp(element, "Relationship") != 0)
		return false;
	target = xml_attribute(attributes, "Target");
	return xml_attribute(attributes, "TargetMode") == NULL &&
	    (target == NULL || strstr(target, ":/") == NULL);
}

int
attrs_put(struct attrs *a, struct extract_job *j, const char *element,
    const char **attributes)
{
	struct slice value;
	bool known;
	int r = 0;

	/* Names of styles that are not there; how a typeface looks. */
	if (attributes[0] == NULL || strcmp(element, "lsdException") == 0 ||
	    strcmp(element, "panose1") == 0 || is_inner_target(element, attributes))
		return 0;
	for (; *attributes != NULL && r == 0; attributes += 2) {
		value = slice_trim(slice_str(attributes[1]));
		if (value.len == 0 ||
		    !counts(a, element, local_name(attributes[0]), value))
			continue;
		r = remember(a, j, value, &known);
		if (r == 0 && !known)
			r = extract_unit(j, SLICE_NONE, value);
	}
	return r;
}
