#include "action/dkim_rewrite.h"

#include "base/limits.h"
#include "unit/unit.h"

#define N	"\r\n"

static const struct mime_node *
read_root(const char *header, struct arena *arena)
{
	struct buf b = BUF_INIT(16 * KIB);
	struct mime_message *m;
	struct slice bytes;

	buf_printf(&b, "%s" N "x" N, header);
	bytes = arena_dup(arena, buf_slice(&b));
	buf_free(&b);
	ck_assert_int_eq(mime_read(bytes, SLICE(""), 0, arena, &m), 0);
	return &m->nodes[0];
}

/* --- DKIM and DomainKeys ------------------------------------------------------------ */

enum found {
	NONE,
	IS_VOID,
	IS_DKIM,
	IS_DOMAINKEY
};

#define D	"DKIM-Signature: "

static const struct {
	const char *name, *header;
	enum found found;
} cases[] = {
	{ "no field", "Subject: x" N, NONE },
	{ "all that is required",
	    D "v=1; a=rsa-sha256; b=YQ==; bh=YQ==; d=a.example; h=From; s=x" N,
	    IS_DKIM },
	{ "folded, in another order, with others",
	    "dkim-signature:\tq=dns/txt ;" N " s=x;h=From :" N
	    "\tTo : ;d=a.example; x=1; t=0; l=5;" N "\tb=YW" N " Jj; i=@a.example;"
	    " a = ed25519-sha256 ; bh=YQ" N "\t== ;v=1;" N, IS_DKIM },
	{ "a name in UTF-8",
	    D "v=1; a=rsa-sha256; b=YQ==; bh=YQ==; d=\xc3\xa9.example; h=From; "
	    "s=x" N, IS_DKIM },
	{ "an algorithm to come",
	    D "v=1; a=new-hash9; b=YQ; bh=YQ; d=a.example; h=From; s=x" N,
	    IS_DKIM },
	{ "a blank before the colon",
	    "DKIM-Signature : v=1; a=rsa-sha256; b=YQ==; bh=YQ==; d=a.example; "
	    "h=From; s=x" N, IS_DKIM },
	{ "nothing", D N, IS_VOID },
	{ "a word", D "x" N, IS_VOID },
	{ "nothing but what counts", D "d=a.example; b=YQ" N, IS_DKIM },
	{ "left out with dots, as in a manual", D "v=1; a=rsa-sha256; "
	    "d=a.example; s=x; h=from; bh=...; b=..." N, IS_DKIM },
	{ "no b=", D "v=1; a=rsa-sha256; bh=YQ==; d=a.example; h=From; s=x" N,
	    IS_VOID },
	{ "an empty b=", D "v=1; a=rsa-sha256; b= ; bh=YQ==; d=a.example; "
	    "h=From; s=x" N, IS_VOID },
	{ "no d=", D "v=1; a=rsa-sha256; b=YQ==; bh=YQ==; h=From; s=x" N,
	    IS_VOID },
	{ "d= twice", D "v=1; a=rsa-sha256; b=YQ==; bh=YQ==; d=a.example; "
	    "d=a.example; h=From; s=x" N, IS_VOID },
	{ "tags in capitals", D "V=1; A=rsa-sha256; B=YQ==; BH=YQ==; "
	    "D=a.example; H=From; S=x" N, IS_VOID },
	{ "DomainKeys", "DomainKey-Signature: a=rsa-sha1; c=nofws; q=dns; "
	    "d=a.example; s=x; b=YQ==" N, IS_DOMAINKEY },
	{ "DomainKeys without a signature", "DomainKey-Signature: a=rsa-sha1; "
	    "d=a.example; s=x" N, IS_VOID },
	{ "another field", "X-DKIM-Signature: x" N, NONE },
};

START_TEST(test_signature)
{
	struct arena *a = arena_new(MIB);
	const struct mime_node *root = read_root(cases[_i].header, a);
	enum found found = cases[_i].found;

	ck_assert_msg(dkim_has_signature(root) == (found == IS_DKIM),
	    "%s", cases[_i].name);
	ck_assert_msg(dkim_has_domainkey(root) == (found == IS_DOMAINKEY),
	    "%s", cases[_i].name);
	ck_assert_msg(dkim_has_void(root) == (found == IS_VOID), "%s",
	    cases[_i].name);
	ck_assert(!dkim_has_arc(root));
	arena_free(a);
}
END_TEST

/* --- ARC -------------------------------------------------------------------------------- */

#define SEAL(i)	"ARC-Seal: i=" i "; a=rsa-sha256; b=YQ==; cv=none; " \
		"d=a.example; s=x" N
#define SIGNS(i) "ARC-Message-Signature: i=" i "; a=rsa-sha256; b=YQ==; " \
		"bh=YQ==; d=a.example; h=From; s=x" N
#define SAYS(i)	"ARC-Authentication-Results: i=" i "; a.example; spf=pass " \
		"smtp.mailfrom=b.example" N

static const struct {
	const char *name, *header;
	bool is_set, is_void;
} sets[] = {
	{ "none", "Authentication-Results: a.example; none" N, false, false },
	{ "a set", SEAL("1") SIGNS("1") SAYS("1"), true, false },
	{ "in another order, folded", SAYS("1 (first)") "arc-seal: cv=none;"
	    N "\ti = 1 ; a=rsa-sha256; b=Y" N " Q==; d=a.example; s=x" N
	    SIGNS("1"), true, false },
	{ "two sets", SEAL("2") SIGNS("2") SAYS("2") SEAL("1") SIGNS("1")
	    SAYS("1"), true, false },
	{ "no instance", SEAL("") SIGNS("") SAYS(""), true, false },
	{ "a seal alone", SEAL("1"), true, false },
	{ "a signature over the message alone", SIGNS("1"), true, false },
	{ "an instance and no more", "ARC-Seal: i=1" N, false, true },
	{ "results alone", SAYS("1"), false, true },
	{ "no signature in either", "ARC-Seal: i=1; d=a.example" N
	    "ARC-Message-Signature: i=1; d=a.example; b=" N SAYS("1"), false,
	    true },
};

START_TEST(test_arc)
{
	struct arena *a = arena_new(MIB);
	const struct mime_node *root = read_root(sets[_i].header, a);

	ck_assert_msg(dkim_has_arc(root) == sets[_i].is_set, "%s",
	    sets[_i].name);
	ck_assert_msg(dkim_has_void(root) == sets[_i].is_void, "%s",
	    sets[_i].name);
	arena_free(a);
}
END_TEST

/* --- Content-MD5 -------------------------------------------------------------------------- */

static const struct {
	const char *name, *value;
	bool is_md5;
} sums[] = {
	{ "RFC 1864's own", "Q2hlY2sgSW50ZWdyaXR5IQ==", true },
	{ "folded, with a comment", N "\t(a \\) (b)) Q2hlY2sgSW50ZWdyaXR5IQ== "
	    "(c)", true },
	{ "of another length", "Q2hlY2sgSW50ZWdyaXR5ISE=", true },
	{ "hexadecimal", "d41d8cd98f00b204e9800998ecf8427e", true },
	{ "four letters", "Q2hl", true },
	{ "three", "Q2h", false },
	{ "nothing", "", false },
	{ "a letter", "x", false },
	{ "a byte that is none of base64", "Q2?lY2sgSW50ZWdyaXR5IQ==", false },
	{ "a comment that does not end", "Q2hlY2sgSW50ZWdyaXR5IQ== (", true },
	{ "nothing but a comment", "(Q2hlY2sgSW50ZWdyaXR5IQ==)", false },
};

START_TEST(test_md5)
{
	struct arena *a = arena_new(MIB);
	struct buf b = BUF_INIT(KIB);
	const struct mime_node *root;

	buf_printf(&b, "Content-MD5: %s" N, sums[_i].value);
	root = read_root(buf_cstr(&b), a);
	ck_assert_msg(dkim_has_md5(root) == sums[_i].is_md5, "%s",
	    sums[_i].name);
	ck_assert_msg(dkim_has_void_md5(root) == !sums[_i].is_md5, "%s",
	    sums[_i].name);
	buf_free(&b);
	/* It is no signature, whatever it is. */
	ck_assert(!dkim_has_void(root));
	arena_free(a);
}
END_TEST

/* A checksum counts wherever it stands among others. */
START_TEST(test_two_sums)
{
	struct arena *a = arena_new(MIB);
	const struct mime_node *root = read_root("Content-MD5: x" N
	    "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==" N, a);

	ck_assert(dkim_has_md5(root) && dkim_has_void_md5(root));
	root = read_root("Subject: x" N, a);
	ck_assert(!dkim_has_md5(root) && !dkim_has_void_md5(root));
	arena_free(a);
}
END_TEST

START_TEST(test_tags)
{
	struct slice list = SLICE(" a = b c ; d=;e;f=g=h; i=1;i=2 ");

	ck_assert(slice_eq_str(dkim_tag(list, "a"), "b c"));
	ck_assert(dkim_tag(list, "d").ptr != NULL &&
	    dkim_tag(list, "d").len == 0);
	ck_assert_ptr_null(dkim_tag(list, "e").ptr);
	ck_assert(slice_eq_str(dkim_tag(list, "f"), "g=h"));
	ck_assert_ptr_null(dkim_tag(list, "i").ptr);
	ck_assert_ptr_null(dkim_tag(SLICE(""), "a").ptr);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "signature", test_signature, N_OF(cases) },
		{ "arc", test_arc, N_OF(sets) },
		{ "md5", test_md5, N_OF(sums) },
		{ "two sums", test_two_sums, 0 },
		{ "tags", test_tags, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("dkim_rewrite", tests);
}
