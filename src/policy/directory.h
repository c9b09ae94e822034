/*
 * directory -- inside policy: who works here, from `set directory`.
 *
 * A CSV file (RFC 4180), as personnel systems and LDAP browsers export one; its
 * first row names the columns.  Read once with the rules, of whose revision it
 * is part; never changed.
 */
#ifndef POLICY_DIRECTORY_H
#define POLICY_DIRECTORY_H

#include <stddef.h>
#include <stdint.h>

#include "policy/domain.h"
#include "policy/likeness.h"

struct checker;
struct conf_line;

struct staff {
	struct slice name;		/* as it is shown */
	struct slice address;		/* main one, folded */
	size_t department;		/* SIZE_MAX: none */
	size_t manager;			/* index; SIZE_MAX: none */
	int leaves;			/* last day, as 20260401; 0: none */
	uint32_t line;			/* of the file */
	struct likeness likeness;
};

struct directory {
	struct staff *staff;
	size_t count, cap;
	struct name_set addresses;	/* all of them, folded; tag: whose */
	struct name_set logins;		/* in small letters */
	struct slice *departments;	/* as the file writes them first */
	size_t department_count, department_cap;
};

/* set directory S: errors go to the checker. */
void	directory_read(struct checker *c, const struct conf_line *l, size_t at);

/* Whose address (folded) or login it is; SIZE_MAX: nobody's.  d may be NULL. */
size_t	directory_by_address(const struct directory *d, struct slice folded);
size_t	directory_by_login(const struct directory *d, struct slice login);
/* Departments are compared without regard to case; SIZE_MAX: none. */
size_t	directory_department(const struct directory *d, struct slice name);
/* Have they left before this day (20260401)? */
bool	staff_has_left(const struct staff *s, int day);

#endif
