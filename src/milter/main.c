/*
 * exeat-milter -- the MTA's side: envelope, policy, answer.  Decodes nothing.
 * Started by exeatd, one or more for each class of socket.
 */
#include <libmilter/mfapi.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "milter/callbacks.h"
#include "milter/line.h"
#include "privsep/lifeline.h"
#include "privsep/role.h"
#include "privsep/sandbox.h"

struct loaded {
	struct policy *policy;
	struct milter_settings settings;
};

static int
load_from_lifeline(const struct role_options *o, struct buf *said,
    struct loaded *l)
{
	struct conf_files *files = conf_files_new();
	struct rules_files set = { 0 };
	struct conf_source src;
	size_t i;
	int r;

	r = role_first_rules(&set);
	for (i = 0; r == 0 && i < set.count; i++)
		r = conf_files_add(files, set.file[i].path,
		    slice_of(set.file[i].bytes, set.file[i].len));
	src = conf_files_source(files);
	if (r == 0)
		r = line_compile(&src, o->config, said, &l->policy,
		    &l->settings);
	rules_files_free(&set);
	conf_files_free(files);
	return r;
}

static int
load(const struct role_options *o, struct loaded *l)
{
	struct buf said = BUF_INIT(1 * MIB);
	int r;

	r = o->rules_on_lifeline ? load_from_lifeline(o, &said, l) :
	    line_compile(&conf_source_disk, o->config, &said, &l->policy,
	    &l->settings);
	/* Warnings are exeatd's to show once; errors are shown by who finds them. */
	if (r < 0 && said.len > 0)
		fwrite(said.ptr, 1, said.len, stderr);
	buf_free(&said);
	return r;
}

/* Everything that opens files or grows tables does so before the sandbox. */
static void
warm_up(void)
{
	unsigned char digest[EVP_MAX_MD_SIZE];

	(void)OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG |
	    OPENSSL_INIT_NO_ATEXIT, NULL);
	(void)EVP_Digest("", 0, digest, NULL, EVP_sha256(), NULL);
	/* More arenas would make glibc look into /proc. */
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

static int
serve(const struct role_options *o, enum mail_class class, struct loaded *l)
{
	struct sandbox_options opt = { .insecure = o->insecure };
	unsigned missing = SANDBOX_LAYERS & ~sandbox_available();
	static struct line line;
	struct engine *e;
	int r;

	e = engine_new(class, &l->settings, l->policy,
	    inspector_new(MILTER_FD_INSPECTOR, policy_digest(l->policy)),
	    keeper_new_link(MILTER_FD_KEEPER));
	warm_up();
	if (callbacks_register(e, "fd:4") < 0)
		return ROLE_EXIT_FAILED;
	r = sandbox_enter(SANDBOX_MILTER, &opt);
	if (r < 0) {
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "sandbox-missing", KV_ERR(r));
		return ROLE_EXIT_SANDBOX;
	}
	line = (struct line){ ROLE_FD_LIFELINE, o->config, e };
	if (line_start(&line) < 0 || lifeline_note_override(ROLE_FD_LIFELINE,
	    missing) < 0 || lifeline_ready(ROLE_FD_LIFELINE,
	    policy_digest(l->policy)) < 0)
		return ROLE_EXIT_FAILED;
	return smfi_main() == MI_SUCCESS ? ROLE_EXIT_OK : ROLE_EXIT_FAILED;
}

int
main(int argc, char **argv)
{
	struct role_options o;
	struct loaded l = { 0 };
	enum mail_class class = MAIL_CLASS_SUBMISSION;
	int r;

	role_start(argc, argv, "exeat-milter", true, &o);
	/* A check (-n) is the same for every class and needs none. */
	if (o.socket_class != NULL &&
	    mail_class_parse(slice_str(o.socket_class), &class) < 0) {
		fprintf(stderr, "exeat-milter: no class \"%s\"\n",
		    o.socket_class);
		return ROLE_EXIT_USAGE;
	}
	r = load(&o, &l);
	if (r < 0) {
		if (r != ERR_SYNTAX)
			LOG_EVENT(LOG_LEVEL_ERROR, NULL, "start-failed",
			    KV_ERR(r));
		return ROLE_EXIT_CONFIG;
	}
	if (o.check_only) {
		policy_unref(l.policy);
		return ROLE_EXIT_OK;
	}
	if (!role_has_lifeline()) {
		fprintf(stderr, "exeat-milter is started by exeatd; "
		    "by hand only with -n\n");
		return ROLE_EXIT_USAGE;
	}
	return serve(&o, class, &l);
}
