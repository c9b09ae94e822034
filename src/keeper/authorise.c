#include "keeper/authorise.h"

#include <stdio.h>
#include <unistd.h>

#include "keeper/protocol.h"

#define BIT(kind)	(1u << PEER_##kind)

static const struct {
	uint16_t type;
	unsigned kinds;
} permitted[] = {
	/* A milter adds, and asks: of tickets and of facts; it reads no mail. */
	{ KEEPER_DECIDE,	BIT(LINK) },
	{ KEEPER_CLOSE,		BIT(LINK) },
	{ KEEPER_TICKET,	BIT(LINK) },
	{ KEEPER_ASK,		BIT(LINK) },
	{ KEEPER_MARK_KEY,	BIT(LINK) },
	{ KEEPER_LIST,		BIT(ADMIN) },
	{ KEEPER_SHOW,		BIT(ADMIN) },
	{ KEEPER_RELEASE,	BIT(ADMIN) },
	{ KEEPER_REFUSE,	BIT(ADMIN) },
	{ KEEPER_EXPLAIN,	BIT(ADMIN) },
	{ KEEPER_VERIFY,	BIT(ADMIN) },
	{ KEEPER_EXPORT,	BIT(ADMIN) },
	{ KEEPER_RELOAD,	BIT(ADMIN) },
	{ KEEPER_STATS,		BIT(ADMIN) },
	{ KEEPER_LEDGER_SHOW,	BIT(ADMIN) },
	{ KEEPER_LEDGER_APPROVE, BIT(ADMIN) },
	{ KEEPER_LEDGER_FORGET,	BIT(ADMIN) },
	{ KEEPER_REVISIONS,	BIT(ADMIN) },
	{ KEEPER_ROLLBACK,	BIT(ADMIN) },
	{ KEEPER_CASES,		BIT(ADMIN) },
	{ KEEPER_CASE_ACT,	BIT(ADMIN) },
	{ KEEPER_PROOF,		BIT(ADMIN) },
	{ KEEPER_PROOF_OF,	BIT(ADMIN) },
	{ KEEPER_EXCEPTION_ADD,	BIT(ADMIN) },
	{ KEEPER_EXCEPTION_END,	BIT(ADMIN) },
	{ KEEPER_EXCEPTIONS,	BIT(ADMIN) },
};

enum peer_kind
authorise_uid(uid_t uid)
{
	return uid == 0 || uid == geteuid() ? PEER_ADMIN : PEER_OTHER;
}

void
authorise_name(enum peer_kind kind, uid_t uid, char *out, size_t size)
{
	if (kind == PEER_LINK)
		snprintf(out, size, "milter");
	else if (uid == 0)
		snprintf(out, size, "root");
	else
		snprintf(out, size, "uid:%lu", (unsigned long)uid);
}

bool
authorise_permits(enum peer_kind kind, uint16_t type)
{
	size_t i;

	for (i = 0; i < sizeof permitted / sizeof permitted[0]; i++)
		if (permitted[i].type == type)
			return (permitted[i].kinds & 1u << kind) != 0;
	return false;
}
