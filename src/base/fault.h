/*
 * fault -- named points at which a test ends a process, for the builds that
 * tests use.  In what is installed FAULT_POINT() is nothing at all.
 *
 * A test variant of a role (exeat-keeper-faulty) is compiled with
 * -DEXEAT_FAULTS and base/fault.c.  It reads the file that $EXEAT_FAULT_FILE
 * names once, at its start and before the sandbox: one line, "NAME" or
 * "NAME:N" (the N-th time, from 1), and "@OTHER" behind it if it counts only
 * from the first time that the point OTHER was passed.  At that point the
 * process gets SIGKILL, as if the machine had taken it away.  A second line
 * "hurry" shortens the waits that are minutes long (FAULT_HURRY), for tests
 * of what happens at their end; the others see them as they are, or a slow
 * machine would see that end in the middle of a test.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#ifdef EXEAT_FAULTS
#include <stdint.h>

void	fault_load(void);
void	fault_point(const char *name);
int64_t	fault_hurry(int64_t ms);
#define FAULT_HURRY(ms)		fault_hurry(ms)
#define FAULT_LOAD()		fault_load()
#define FAULT_POINT(name)	fault_point(name)
#else
#define FAULT_HURRY(ms)		(ms)
#define FAULT_LOAD()		((void)0)
#define FAULT_POINT(name)	((void)0)
#endif

#endif
