#include "detect/wordlist.h"

#include <string.h>

bool
wordlist_has(const char *list, struct slice word)
{
	const char *at, *end;
	size_t n;

	for (at = list; *at != '\0'; at = end + 1) {
		end = strchr(at, ' ');
		n = (size_t)(end - at);
		if (n > 0 && at[n - 1] == '*' ? word.len >= n - 1 &&
		    memcmp(word.ptr, at, n - 1) == 0 : word.len == n &&
		    memcmp(word.ptr, at, n) == 0)
			return true;
	}
	return false;
}

bool
wordlist_is_byte(uint8_t b)
{
	return ascii_is_alpha(b) || ascii_is_digit(b) || b >= 0x80 ||
	    b == '\'';
}

struct slice
wordlist_next(struct slice s, size_t *at)
{
	size_t from;

	while (*at < s.len && !wordlist_is_byte(s.ptr[*at]))
		(*at)++;
	from = *at;
	while (*at < s.len && wordlist_is_byte(s.ptr[*at]))
		(*at)++;
	return slice_sub(s, from, *at);
}

bool
wordlist_meets(struct slice s, const char *list)
{
	struct slice word;
	size_t at = 0;

	for (;;) {
		word = wordlist_next(s, &at);
		if (word.len == 0)
			return false;
		if (wordlist_has(list, word))
			return true;
	}
}
