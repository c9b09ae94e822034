/*
 * table -- the kinds of request.  Who may make them is in authorise.c.
 * KEEPER_CLOSE is not here: it has no answer and waits for others (server.c).
 */
#include "keeper/protocol.h"
#include "keeper/request.h"

static const struct request_kind kinds[] = {
	{ KEEPER_DECIDE, "decide", decide_prepare, decide_run, decide_after },
	{ KEEPER_TICKET, "ticket", ticket_prepare, ticket_run, NULL },
	{ KEEPER_ASK, "ask", ask_prepare, NULL, NULL },
	{ KEEPER_MARK_KEY, "mark-key", mark_key_prepare, NULL, NULL },
	{ KEEPER_LIST, "list", list_prepare, list_run, NULL },
	{ KEEPER_SHOW, "show", show_prepare, show_run, NULL },
	{ KEEPER_RELEASE, "release", release_prepare, release_run,
	    release_after },
	{ KEEPER_REFUSE, "refuse", refuse_prepare, refuse_run, NULL },
	{ KEEPER_EXPLAIN, "explain", explain_prepare, explain_run, NULL },
	{ KEEPER_VERIFY, "verify", verify_prepare, verify_run, verify_after },
	{ KEEPER_EXPORT, "export", export_prepare, export_run, export_after },
	{ KEEPER_RELOAD, "reload", reload_prepare, reload_run, reload_after },
	{ KEEPER_LEDGER_SHOW, "ledger-show", ledger_show_prepare, NULL, NULL },
	{ KEEPER_LEDGER_APPROVE, "ledger-approve", ledger_act_prepare,
	    ledger_approve_run, NULL },
	{ KEEPER_LEDGER_FORGET, "ledger-forget", ledger_act_prepare,
	    ledger_forget_run, NULL },
	{ KEEPER_REVISIONS, "revisions", revisions_prepare, NULL, NULL },
	{ KEEPER_ROLLBACK, "rollback", rollback_prepare, rollback_run,
	    reload_after },
	{ KEEPER_EXCEPTION_ADD, "exception-add", exception_add_prepare,
	    exception_add_run, NULL },
	{ KEEPER_EXCEPTION_END, "exception-end", exception_end_prepare,
	    exception_end_run, NULL },
	{ KEEPER_EXCEPTIONS, "exceptions", exceptions_prepare, NULL, NULL },
	{ KEEPER_CASES, "cases", cases_prepare, NULL, NULL },
	{ KEEPER_CASE_ACT, "case", case_prepare, case_run, NULL },
	{ KEEPER_PROOF, "proof", proof_prepare, NULL, NULL },
	{ KEEPER_PROOF_OF, "proof-of", proof_of_prepare, NULL, NULL },
	{ KEEPER_STATS, "stats", stats_prepare, stats_run, NULL },
};

const struct request_kind *
request_kind_of(uint16_t type)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}
