#include "detect/checkdigit.h"

#include "base/clock.h"

unsigned
checkdigit_sum(const uint8_t *digits, const uint8_t *weights, size_t n)
{
	unsigned sum;
	size_t i;

	for (i = 0, sum = 0; i < n; i++)
		sum += (unsigned)digits[i] * weights[i];
	return sum;
}

unsigned
checkdigit_rest(const uint8_t *digits, size_t n, unsigned modulus)
{
	unsigned rest;
	size_t i;

	for (i = 0, rest = 0; i < n; i++)
		rest = (rest * 10 + digits[i]) % modulus;
	return rest;
}

bool
checkdigit_luhn(const uint8_t *digits, size_t n)
{
	unsigned sum, d;
	size_t i;

	for (i = 0, sum = 0; i < n; i++) {
		d = digits[n - 1 - i];
		if (i % 2 == 1)
			d = d * 2 > 9 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	return sum % 10 == 0;
}

bool
checkdigit_is_day(unsigned day, unsigned month, unsigned yy)
{
	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= (unsigned)clock_month_days(1900 + (int)yy, (int)month) ||
	    day <= (unsigned)clock_month_days(2000 + (int)yy, (int)month);
}

unsigned
checkdigit_pair(const uint8_t *digits)
{
	return digits[0] * 10u + digits[1];
}
