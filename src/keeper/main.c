/*
 * exeat-keeper -- the only process that can read held mail and write the
 * record.  Opens its store, closes its sandbox, serves.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/log.h"
#include "keeper/custody.h"
#include "keeper/reload.h"
#include "keeper/server.h"
#include "privsep/lifeline.h"
#include "privsep/role.h"
#include "privsep/sandbox.h"

/* The first revision, by frame or from the disk; says what is wrong. */
static int
load(const struct role_options *o, struct keeper_settings *ret)
{
	struct conf_diag *diag = conf_diag_new();
	struct rules_files set = { 0 };
	struct buf said = BUF_INIT(1 * MIB);
	uint8_t digest[LIFELINE_DIGEST_SIZE];
	int e;

	if (o->rules_on_lifeline) {
		e = role_first_rules(&set);
		if (e == 0)
			e = reload_settings(&set, diag, ret, digest);
		if (e == 0) {
			ret->has_revision = true;
			memcpy(ret->revision, digest, sizeof ret->revision);
		}
	} else
		e = reload_settings_disk(o->config, diag, ret);
	if (e < 0) {
		conf_diag_print(diag, &said);
		if (said.len > 0)
			fputs(buf_cstr(&said), stderr);
		else
			fprintf(stderr, "%s: %s\n", o->config, err_text(e));
	}
	buf_free(&said);
	rules_files_free(&set);
	conf_diag_free(diag);
	return e;
}

/* Words for an administrator: what was found, and that nothing was made. */
static const char *
advice(const char *what, int e)
{
	if (strcmp(what, "key") == 0) {
		switch (e) {
		case ERR_NOTFOUND:
			return "the master key is missing";
		case ERR_DENIED:
			return "the master key must be the keeper's own and "
			    "readable by nobody else";
		case ERR_SHORT:
			return "the master key must have 32 bytes";
		case ERR_MISMATCH:
			return "this is not the master key of this store";
		default:
			break;
		}
	}
	switch (e) {
	case ERR_DENIED:
		return "the folder must be the keeper's own, mode 0700, below "
		    "folders that others cannot write";
	case ERR_EXISTS:
		return "another keeper has it open";
	case ERR_MISMATCH:
		return "part of the store is missing or belongs to another";
	case ERR_CORRUPT:
		return "the store is damaged; nothing was changed";
	case ERR_UNSUPPORTED:
		return "made by a newer version, or its journal mode was "
		    "changed";
	default:
		return err_text(e);
	}
}

static int
open_custody(const struct keeper_settings *s, struct custody *c)
{
	const char *what;
	int e;

	e = custody_open(s, c, &what);
	if (e < 0)
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "store-refused",
		    KV_STR("what", what), KV_ERR(e),
		    KV_STR("why", advice(what, e)),
		    KV_STR("store", s->store));
	return e;
}

static int
close_sandbox(const struct role_options *o, const struct keeper_settings *s,
    unsigned *ret_missing)
{
	char *folder = realpath(s->store, NULL);
	const char *paths[] = { folder, NULL };
	struct sandbox_options opt = { .write_paths = paths,
	    .connect_port = s->door_port, .insecure = o->insecure };
	int e;

	if (folder == NULL)
		return ERR_SYSTEM;
	*ret_missing = SANDBOX_LAYERS & ~sandbox_available();
	e = sandbox_enter(SANDBOX_KEEPER, &opt);
	if (e < 0)
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "sandbox-refused",
		    KV_ERR(e));
	free(folder);
	return e;
}

/* The parent says when to end; signals of a terminal are not for us. */
static void
ignore_signals(void)
{
	struct sigaction sa = { .sa_handler = SIG_IGN };

	sigaction(SIGPIPE, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
}

static int
serve(struct custody *c, const struct keeper_settings *s, unsigned missing)
{
	struct server_options o = { .custody = c, .settings = s,
	    .is_private = s->is_private,
	    .lifeline = ROLE_FD_LIFELINE, .links = KEEPER_FD_LINKS,
	    .control = KEEPER_FD_CONTROL };
	char digest[2 * REVISION_DIGEST_SIZE + 1], text[64];
	struct server *server;
	int status;

	server = server_new(&o);
	if (s->has_revision) {
		hex_put(s->revision, sizeof s->revision, digest);
		snprintf(text, sizeof text, "digest=%s", digest);
		server_note(server, "exeatd", "rules", slice_str(text));
	}
	if (missing != 0) {
		/* The parent sends our own notes nowhere: record it here. */
		(void)lifeline_note_override(ROLE_FD_LIFELINE, missing);
		server_note(server, "keeper", "note",
		    SLICE("runs without a layer of its sandbox"));
	}
	if (lifeline_ready(ROLE_FD_LIFELINE, NULL) < 0) {
		server_free(server);
		return ROLE_EXIT_FAILED;
	}
	status = server_run(server);
	server_free(server);
	return status;
}

int
main(int argc, char **argv)
{
	struct keeper_settings settings = { 0 };
	struct role_options o;
	struct custody custody;
	unsigned missing = 0;
	uint8_t seed[8];
	int status, e;

	role_start(argc, argv, "exeat-keeper", false, &o);
	FAULT_LOAD();
	if (!o.check_only && !role_has_lifeline()) {
		fprintf(stderr, "exeat-keeper is started by exeatd(8)\n");
		return ROLE_EXIT_USAGE;
	}
	if (load(&o, &settings) < 0)
		return ROLE_EXIT_CONFIG;
	if (o.state != NULL)
		keeper_settings_private(&settings, o.state);
	if (o.check_only) {
		keeper_settings_free(&settings);
		return ROLE_EXIT_OK;
	}
	ignore_signals();
	/* The generator seeds itself here, where it may open what it likes. */
	if (random_bytes(seed, sizeof seed) < 0 ||
	    open_custody(&settings, &custody) < 0) {
		keeper_settings_free(&settings);
		return ROLE_EXIT_FAILED;
	}
	e = close_sandbox(&o, &settings, &missing);
	if (e < 0)
		status = e == ERR_UNSUPPORTED ? ROLE_EXIT_SANDBOX :
		    ROLE_EXIT_FAILED;
	else
		status = serve(&custody, &settings, missing);
	custody_close(&custody);
	keeper_settings_free(&settings);
	return status;
}
