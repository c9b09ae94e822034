/*
 * err -- the error codes that library code returns.
 *
 * 0 is success, every error is negative.  Roles turn a code into words with
 * err_text(); libraries never log.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err {
	ERR_SYSTEM = -1,	/* a system call failed; errno says which way */
	ERR_LIMIT = -2,		/* a bound of base/limits.h was reached */
	ERR_SYNTAX = -3,	/* the input breaks its grammar */
	ERR_SHORT = -4,		/* the input ends too early */
	ERR_TRAILING = -5,	/* bytes are left over where the end was due */
	ERR_RANGE = -6,		/* a value is outside its permitted range */
	ERR_TYPE = -7,		/* a frame or value of a type not legal now */
	ERR_CLOSED = -8,	/* the other side closed the channel */
	ERR_TIMEOUT = -9,	/* the deadline passed */
	ERR_NOTFOUND = -10,	/* there is no such thing */
	ERR_EXISTS = -11,	/* it exists already */
	ERR_WRONG_STATE = -12,	/* not legal in the present state */
	ERR_DENIED = -13,	/* the caller may not do that */
	ERR_CORRUPT = -14,	/* stored data fails its authentication */
	ERR_CRYPTO = -15,	/* a cryptographic call failed */
	ERR_STORE = -16,	/* the database refused */
	ERR_UNSUPPORTED = -17,	/* known, but nothing here reads it */
	ERR_FULL = -18,		/* no space, no slot, no capacity left */
	ERR_MISMATCH = -19,	/* both sides disagree (digest, version) */
	ERR_PEER = -20,		/* the other side answered with an error */
	ERR_ELSEWHERE = -21	/* not by this process; another one can */
};

/* Three answers; "could not tell" is never folded into "no". */
enum tri {
	TRI_NO,
	TRI_YES,
	TRI_UNKNOWN
};

/* Words for a code, for log lines and error messages.  Never NULL. */
const char *err_text(int err);

#endif
