#include "base/err.h"

static const char *const words[] = {
	[0] = "no error",
	[-ERR_SYSTEM] = "system call failed",
	[-ERR_LIMIT] = "limit reached",
	[-ERR_SYNTAX] = "syntax error",
	[-ERR_SHORT] = "input ends too early",
	[-ERR_TRAILING] = "bytes left over at the end",
	[-ERR_RANGE] = "value out of range",
	[-ERR_TYPE] = "unexpected type",
	[-ERR_CLOSED] = "closed by the other side",
	[-ERR_TIMEOUT] = "deadline passed",
	[-ERR_NOTFOUND] = "not found",
	[-ERR_EXISTS] = "exists already",
	[-ERR_WRONG_STATE] = "not possible in this state",
	[-ERR_DENIED] = "not permitted",
	[-ERR_CORRUPT] = "stored data is damaged",
	[-ERR_CRYPTO] = "cryptographic call failed",
	[-ERR_STORE] = "database error",
	[-ERR_UNSUPPORTED] = "not supported",
	[-ERR_FULL] = "no capacity left",
	[-ERR_MISMATCH] = "the two sides disagree",
	[-ERR_PEER] = "the other side reported an error",
	[-ERR_ELSEWHERE] = "a matter for another process",
};

const char *
err_text(int err)
{
	if (err > 0 || -err >= (int)(sizeof words / sizeof words[0]))
		return "unknown error";
	return words[-err];
}
