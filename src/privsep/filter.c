#include "privsep/filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

#if defined(__x86_64__)
#define ARCH_HERE	AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH_HERE	AUDIT_ARCH_AARCH64
#else
#error "the system-call tables are written for x86-64 and arm64"
#endif

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "argument halves are addressed for little-endian machines"
#endif

#define X32_BIT		0x40000000u
/* A rule is at most: number, three conditions of three, result, reload. */
#define RULE_STEPS_MAX	(1 + 3 * FILTER_CONDITIONS + 2)
#define PROLOGUE_STEPS	6
/*
 * Rules stand in blocks by number, each behind one comparison that skips it:
 * for every filter the kernel tries all numbers once, and the inspector makes
 * one filter a message.
 */
#define BLOCK_RULES	8
_Static_assert(BLOCK_RULES * RULE_STEPS_MAX < 256, "a jump reaches that far");

struct program {
	struct sock_filter *step;
	size_t n;
};

static void
step(struct program *p, uint16_t code, uint32_t k, size_t yes, size_t no)
{
	p->step[p->n++] = (struct sock_filter){ code, (uint8_t)yes,
	    (uint8_t)no, k };
}

static void
load(struct program *p, size_t offset)
{
	step(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void
verdict(struct program *p, enum filter_action action, int err)
{
	uint32_t value = SECCOMP_RET_KILL_PROCESS;

	switch (action) {
	case FILTER_ALLOW:
		value = SECCOMP_RET_ALLOW;
		break;
	case FILTER_ERRNO:
		value = SECCOMP_RET_ERRNO | ((uint32_t)err & SECCOMP_RET_DATA);
		break;
	case FILTER_KILL:
		value = SECCOMP_RET_KILL_PROCESS;
		break;
	}
	step(p, BPF_RET | BPF_K, value, 0, 0);
}

/* Another architecture has other numbers: nothing may be concluded. */
static void
prologue(struct program *p)
{
	load(p, offsetof(struct seccomp_data, arch));
	step(p, BPF_JMP | BPF_JEQ | BPF_K, ARCH_HERE, 1, 0);
	verdict(p, FILTER_KILL, 0);
	load(p, offsetof(struct seccomp_data, nr));
	step(p, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
	verdict(p, FILTER_KILL, 0);
}

static size_t
condition_steps(const struct filter_rule *rule)
{
	size_t i, n = 0;

	for (i = 0; i < FILTER_CONDITIONS; i++)
		if (rule->arg[i].mask != 0)
			n += 3;
	return n;
}

/*
 * One rule.  The number is in the accumulator before and after; conditions
 * that fail jump to the step that loads it again.
 */
static void
add_rule(struct program *p, const struct filter_rule *rule)
{
	const struct filter_arg *a;
	size_t i, left, offset;

	left = condition_steps(rule);
	if (left == 0) {
		step(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)rule->nr, 0, 1);
		verdict(p, rule->action, rule->err);
		return;
	}
	/* Over the conditions, the verdict and the reload. */
	step(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)rule->nr, 0, left + 2);
	for (i = 0; i < FILTER_CONDITIONS; i++) {
		a = &rule->arg[i];
		if (a->mask == 0)
			continue;
		offset = offsetof(struct seccomp_data, args) + a->index * 8u +
		    (a->half == FILTER_HIGH ? 4 : 0);
		load(p, offset);
		step(p, BPF_ALU | BPF_AND | BPF_K, a->mask, 0, 0);
		left -= 3;
		step(p, BPF_JMP | BPF_JEQ | BPF_K,
		    a->half == FILTER_SELF ? (uint32_t)getpid() : a->want,
		    0, left + 1);
	}
	verdict(p, rule->action, rule->err);
	load(p, offsetof(struct seccomp_data, nr));
}

/* By number; lines of one number keep their order, the first that fits wins. */
static size_t
sort_rules(const struct filter_table *tables, size_t n_tables,
    const struct filter_rule **out)
{
	const struct filter_rule *rule;
	size_t i, j, at, n = 0;

	for (i = 0; i < n_tables; i++) {
		for (j = 0; j < tables[i].count; j++) {
			rule = &tables[i].rule[j];
			if (rule->nr < 0)
				continue;
			for (at = n; at > 0 && out[at - 1]->nr > rule->nr;
			    at--)
				out[at] = out[at - 1];
			out[at] = rule;
			n++;
		}
	}
	return n;
}

static void
add_block(struct program *p, const struct filter_rule *const *rules, size_t n)
{
	size_t i, guard = p->n;

	step(p, BPF_JMP | BPF_JGT | BPF_K, (uint32_t)rules[n - 1]->nr, 0, 0);
	for (i = 0; i < n; i++)
		add_rule(p, rules[i]);
	p->step[guard].jt = (uint8_t)(p->n - guard - 1);
}

static int
install(const struct program *p)
{
	struct sock_fprog prog = { (unsigned short)p->n, p->step };

	if (p->n > BPF_MAXINSNS) {
		errno = E2BIG;
		return ERR_SYSTEM;
	}
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
	    SECCOMP_FILTER_FLAG_TSYNC, &prog) == 0 ? 0 : ERR_SYSTEM;
}

int
filter_install(const struct filter_table *tables, size_t n_tables,
    enum filter_action otherwise)
{
	const struct filter_rule **rules;
	struct program p = { NULL, 0 };
	size_t i, n = 1;
	int r, saved;

	for (i = 0; i < n_tables; i++)
		n += tables[i].count;
	rules = mem_array(NULL, n, sizeof *rules);
	p.step = mem_array(NULL, PROLOGUE_STEPS + 1 + n * (RULE_STEPS_MAX + 1),
	    sizeof p.step[0]);
	prologue(&p);
	n = sort_rules(tables, n_tables, rules);
	for (i = 0; i < n; i += BLOCK_RULES)
		add_block(&p, rules + i, n - i < BLOCK_RULES ? n - i :
		    BLOCK_RULES);
	verdict(&p, otherwise, 0);
	r = install(&p);
	saved = errno;
	free(rules);
	free(p.step);
	errno = saved;
	return r;
}
