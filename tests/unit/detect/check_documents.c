#include "detect/documents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "unit/unit.h"

static const uint8_t secret[DOCUMENTS_SECRET_SIZE] = "a secret of this test";
static const uint8_t other_secret[DOCUMENTS_SECRET_SIZE] = "another one";

static void
key(struct document_key *k)
{
	ck_assert_int_eq(document_key_init(k, slice_of(secret,
	    sizeof secret)), 0);
}

static int
value_order(const void *a, const void *b)
{
	const struct document_print *x = a, *y = b;

	return x->value < y->value ? -1 : x->value > y->value;
}

/* A document with prints of the hashes first..first+count. */
static struct document
document(const struct document_key *k, struct arena *a, const char *name,
    uint64_t first, size_t count)
{
	struct document d = { .name = slice_str(name), .date = "2026-05-05",
	    .letters = 10 * count, .count = count };
	size_t i;

	d.prints = arena_array(a, count, sizeof *d.prints);
	for (i = 0; i < count; i++)
		d.prints[i] = document_print(k,
		    (first + i) * 0x9e3779b97f4a7c15ULL);
	qsort(d.prints, count, sizeof *d.prints, value_order);
	return d;
}

struct fixture {
	struct document_key k;
	struct arena *a;
	struct document list[2];
	struct documents d;
	struct buf out;
};

static void
begin(struct fixture *f)
{
	memset(f, 0, sizeof *f);
	key(&f->k);
	f->a = arena_new(64 * MIB);
	f->list[0] = document(&f->k, f->a, "Support plan", 1, 9);
	f->list[1] = document(&f->k, f->a, "Za\xc5\xbc. 2 # x", 5, 4);
	f->d = (struct documents){ f->list, 2, 2 };
	buf_init(&f->out, 8 * MIB);
	ck_assert_int_eq(documents_print(&f->d, &f->k, &f->out), 0);
}

static void
end(struct fixture *f)
{
	buf_free(&f->out);
	arena_free(f->a);
}

START_TEST(test_there_and_back)
{
	struct fixture f;
	struct documents d;
	const char *why;
	size_t i;

	begin(&f);
	ck_assert_int_eq(documents_parse(buf_slice(&f.out), &f.k, f.a, &d,
	    &why), 0);
	ck_assert_uint_eq(d.count, 2);
	for (i = 0; i < 2; i++) {
		ck_assert(slice_eq(d.list[i].name, f.list[i].name));
		ck_assert_str_eq(d.list[i].date, "2026-05-05");
		ck_assert_uint_eq(d.list[i].letters, f.list[i].letters);
		ck_assert_uint_eq(d.list[i].count, f.list[i].count);
		ck_assert_mem_eq(d.list[i].prints, f.list[i].prints,
		    d.list[i].count * sizeof *d.list[i].prints);
	}
	ck_assert_ptr_eq(documents_find(&d, SLICE("Support plan")), d.list);
	ck_assert_ptr_null(documents_find(&d, SLICE("Support")));
	end(&f);
}
END_TEST

START_TEST(test_empty)
{
	struct buf out = BUF_INIT(1000);
	struct arena *a = arena_new(1 * MIB);
	struct documents d = { NULL, 0, 0 };
	struct document_key k;
	const char *why;

	key(&k);
	ck_assert_int_eq(documents_print(&d, &k, &out), 0);
	ck_assert_int_eq(documents_parse(buf_slice(&out), &k, a, &d, &why), 0);
	ck_assert_uint_eq(d.count, 0);
	arena_free(a);
	buf_free(&out);
}
END_TEST

/* Neither the hashes nor what stands for them without the key. */
START_TEST(test_nothing_can_be_had_back)
{
	struct document_key other;
	struct fixture f;
	char digits[17];
	uint64_t hash = 0x9e3779b97f4a7c15ULL;
	size_t i;

	begin(&f);
	for (i = 1; i < 10; i++) {
		snprintf(digits, sizeof digits, "%016llx",
		    (unsigned long long)(i * hash));
		ck_assert_ptr_null(strstr(buf_cstr(&f.out), digits));
		/* Nor its first bits, though the store has them. */
		digits[6] = '\0';
		ck_assert_ptr_null(strstr(buf_cstr(&f.out), digits));
	}
	ck_assert_int_eq(document_key_init(&other, SLICE("a secret of another "
	    "length than it should be")), ERR_RANGE);
	ck_assert_int_eq(document_key_init(&other, slice_of(other_secret,
	    sizeof other_secret)), 0);
	ck_assert_uint_ne(document_print_value(&other, hash),
	    document_print_value(&f.k, hash));
	ck_assert_mem_ne(other.id, f.k.id, sizeof other.id);
	end(&f);
}
END_TEST

START_TEST(test_another_key)
{
	struct document_key other;
	struct documents d;
	struct fixture f;
	const char *why;

	begin(&f);
	ck_assert_int_eq(document_key_init(&other, slice_of(other_secret,
	    sizeof other_secret)), 0);
	ck_assert_int_eq(documents_parse(buf_slice(&f.out), &other, f.a, &d,
	    &why), ERR_MISMATCH);
	ck_assert_str_eq(why, "it was made with another key");
	end(&f);
}
END_TEST

/* Each byte changed, and each shorter one: never taken. */
START_TEST(test_damaged)
{
	struct documents d;
	struct fixture f;
	const char *why;
	uint8_t was;
	size_t i;

	begin(&f);
	for (i = 0; i < f.out.len; i++) {
		was = f.out.ptr[i];
		f.out.ptr[i] ^= 1;
		ck_assert_msg(documents_parse(buf_slice(&f.out), &f.k, f.a,
		    &d, &why) < 0, "byte %zu", i);
		f.out.ptr[i] = was;
	}
	for (i = 0; i < f.out.len - 1; i++)
		ck_assert_int_lt(documents_parse(slice_of(f.out.ptr, i), &f.k,
		    f.a, &d, &why), 0);
	ck_assert_int_eq(buf_putc(&f.out, '\n'), 0);
	ck_assert_int_eq(documents_parse(buf_slice(&f.out), &f.k, f.a, &d,
	    &why), ERR_CORRUPT);
	end(&f);
}
END_TEST

START_TEST(test_not_a_store)
{
	static const struct { const char *text; int r; } cases[] = {
		{ "", ERR_SYNTAX },
		{ "# words\nrent\n", ERR_SYNTAX },
		{ "exeat-fingerprints 2 00\n", ERR_UNSUPPORTED },
		{ "exeat-fingerprints 1 00\n", ERR_CORRUPT },
		{ "exeat-fingerprints 1", ERR_CORRUPT },
	};
	struct arena *a = arena_new(1 * MIB);
	struct document_key k;
	struct documents d;
	const char *why;

	key(&k);
	ck_assert_int_eq(documents_parse(slice_str(cases[_i].text), &k, a, &d,
	    &why), cases[_i].r);
	arena_free(a);
}
END_TEST

START_TEST(test_names)
{
	uint8_t name[FINGERPRINT_NAME_MAX + 1];

	memset(name, 'x', sizeof name);
	ck_assert(document_name_is_good(slice_of(name,
	    FINGERPRINT_NAME_MAX)));
	ck_assert(!document_name_is_good(slice_of(name,
	    FINGERPRINT_NAME_MAX + 1)));
	ck_assert(document_name_is_good(SLICE("a # b \"c\"")));
	ck_assert(!document_name_is_good(SLICE("")));
	ck_assert(!document_name_is_good(SLICE(" a")));
	ck_assert(!document_name_is_good(SLICE("a\nend 0 00")));
	ck_assert(!document_name_is_good(SLICE("a\xe2\x80\xae")));
	ck_assert(!document_name_is_good(SLICE("a\xff")));
}
END_TEST

/* As many as may be, and one more. */
START_TEST(test_many)
{
	struct buf out = BUF_INIT(4 * MIB);
	struct arena *a = arena_new(64 * MIB);
	struct documents d, back;
	struct document_key k;
	const char *why;
	size_t i;

	key(&k);
	d.count = d.cap = FINGERPRINT_DOCUMENTS_MAX + 1;
	d.list = arena_array(a, d.count, sizeof *d.list);
	for (i = 0; i < d.count; i++) {
		d.list[i] = document(&k, a, "", i, 0);
		d.list[i].name = arena_printf(a, "%zu", i);
	}
	ck_assert_int_eq(documents_print(&d, &k, &out), 0);
	ck_assert_int_eq(documents_parse(buf_slice(&out), &k, a, &back, &why),
	    ERR_LIMIT);
	buf_reset(&out);
	d.count--;
	ck_assert_int_eq(documents_print(&d, &k, &out), 0);
	ck_assert_int_eq(documents_parse(buf_slice(&out), &k, a, &back, &why),
	    0);
	ck_assert_uint_eq(back.count, FINGERPRINT_DOCUMENTS_MAX);
	arena_free(a);
	buf_free(&out);
}
END_TEST

/* In five it is their own, in six it is boilerplate. */
START_TEST(test_own)
{
	struct document list[FINGERPRINT_COMMON + 1];
	struct arena *a = arena_new(1 * MIB);
	struct documents d = { list, 0, 0 };
	size_t own[N_OF(list)], i;
	struct document_key k;

	key(&k);
	for (i = 0; i < (size_t)N_OF(list); i++)
		list[i] = document(&k, a, "x", 100 - i, 10 + i);
	d.count = (size_t)N_OF(list) - 1;
	documents_count_own(&d, own);
	for (i = 0; i < d.count; i++)
		ck_assert_uint_eq(own[i], 10 + i);
	d.count++;
	documents_count_own(&d, own);
	for (i = 0; i < d.count; i++)
		ck_assert_uint_eq(own[i], i);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "there and back", test_there_and_back, 0 },
		{ "empty", test_empty, 0 },
		{ "nothing can be had back", test_nothing_can_be_had_back, 0 },
		{ "another key", test_another_key, 0 },
		{ "damaged", test_damaged, 0 },
		{ "not a store", test_not_a_store, 5 },
		{ "names", test_names, 0 },
		{ "many", test_many, 0 },
		{ "own", test_own, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("documents", suite);
}
