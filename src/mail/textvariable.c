#include "mail/textvariable.h"

#include <stddef.h>

static const struct {
	const char *name, *sample;
} variables[TEXT_VARIABLE_COUNT] = {
	[TEXT_SENDER_NAME] = { "sender.name", NULL },
	[TEXT_SENDER_ADDRESS] = { "sender.address", "a@b.example" },
	[TEXT_SENDER_DEPARTMENT] = { "sender.department", NULL },
	[TEXT_DATE] = { "date", "2026-05-05" },
};

const char *
text_variable_name(unsigned which)
{
	return which < TEXT_VARIABLE_COUNT ? variables[which].name : NULL;
}

enum text_variable
text_variable_find(struct slice name)
{
	unsigned i = 0;

	while (i < TEXT_VARIABLE_COUNT && !slice_eq_str(name,
	    variables[i].name))
		i++;
	return (enum text_variable)i;
}

const char *
text_variable_sample(enum text_variable which)
{
	return which < TEXT_VARIABLE_COUNT ? variables[which].sample : NULL;
}
