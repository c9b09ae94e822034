#include "mail/detector.h"

#include "mail/codec.h"

#define LINE(id, name, class, special, pack, threshold, built) \
	{ #id, name, DETECTOR_##class, (special) != 0, pack, threshold, built },
#define BUILT(id, name, class, special, pack, threshold) \
	LINE(id, name, class, special, pack, threshold, true)
#define NAMED(id, name, class, special, pack, threshold) \
	LINE(id, name, class, special, pack, threshold, false)

static const struct detector_info table[] = {
	DETECTOR_TABLE(BUILT, NAMED)
	{ NULL, NULL, DETECTOR_PERSONAL, false, NULL, 0, false }
};

static const char *const classes[DETECTOR_CLASS_COUNT] = {
	[DETECTOR_PERSONAL] = "personal",
	[DETECTOR_SPECIAL_CATEGORY] = "special_category",
	[DETECTOR_CRIMINAL_OFFENCE] = "criminal_offence",
	[DETECTOR_FINANCIAL] = "financial",
	[DETECTOR_CREDENTIAL] = "credential",
	[DETECTOR_CONDUCT] = "conduct",
	[DETECTOR_SITE] = "site",
};

enum group {
	GROUP_PERSONAL,
	GROUP_SPECIAL,
	GROUP_CRIMINAL,
	GROUP_FINANCIAL,
	GROUP_SECRETS,
	GROUP_COUNT
};

static const char *const groups[GROUP_COUNT] = {
	[GROUP_PERSONAL] = "personal-data",
	[GROUP_SPECIAL] = "special-category-data",
	[GROUP_CRIMINAL] = "criminal-offence-data",
	[GROUP_FINANCIAL] = "financial-data",
	[GROUP_SECRETS] = "secrets",
};

const struct detector_info *
detector_table(void)
{
	return table;
}

const struct detector_info *
detector_by_id(struct slice id)
{
	const struct detector_info *d;

	for (d = table; d->id != NULL; d++)
		if (slice_eq_str(id, d->id))
			return d;
	return NULL;
}

const struct detector_info *
detector_by_name(struct slice name)
{
	const struct detector_info *d;

	for (d = table; d->id != NULL; d++)
		if (slice_eq_str(name, d->name))
			return d;
	return NULL;
}

const char *
detector_class_name(enum detector_class c)
{
	return c < DETECTOR_CLASS_COUNT ? classes[c] : "?";
}

bool
detector_is_group(struct slice group)
{
	return codec_word(groups, GROUP_COUNT, group) < GROUP_COUNT;
}

/* Everything about people and money, but not who can see whom. */
static bool
is_personal_data(const struct detector_info *d)
{
	switch (d->class) {
	case DETECTOR_PERSONAL:
	case DETECTOR_SPECIAL_CATEGORY:
	case DETECTOR_CRIMINAL_OFFENCE:
	case DETECTOR_FINANCIAL:
		return !slice_eq_str(slice_str(d->id), "recipient_exposure");
	case DETECTOR_CREDENTIAL:
	case DETECTOR_CONDUCT:
	case DETECTOR_SITE:
	case DETECTOR_CLASS_COUNT:
		return false;
	}
	return false;
}

bool
detector_in_group(const struct detector_info *d, struct slice group)
{
	unsigned g;

	g = codec_word(groups, GROUP_COUNT, group);
	switch ((enum group)g) {
	case GROUP_PERSONAL:
		return is_personal_data(d);
	case GROUP_SPECIAL:
		return d->class == DETECTOR_SPECIAL_CATEGORY || d->also_special;
	case GROUP_CRIMINAL:
		return d->class == DETECTOR_CRIMINAL_OFFENCE;
	case GROUP_FINANCIAL:
		return d->class == DETECTOR_FINANCIAL;
	case GROUP_SECRETS:
		return d->class == DETECTOR_CREDENTIAL;
	case GROUP_COUNT:
		break;
	}
	return false;
}
