/*
 * fault -- named points at which a test ends a process, for the builds that
 * tests use.  In what is installed FAULT_POINT() is nothing at all.
 *
 * A test variant of a role (exeat-keeper-faulty) is compiled with
 * -DEXEAT_FAULTS and base/fault.c.  It reads the file that $EXEAT_FAULT_FILE
 * names once, at its start and before the sandbox: one line, "NAME" or
 * "NAME:N" (the N-th time, from 1), and "@OTHER" behind it if it counts only
 * from the first time that the point OTHER was passed.  At that point the
 * process gets SIGKILL, as if the machine had taken it away.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#ifdef EXEAT_FAULTS
void	fault_load(void);
void	fault_point(const char *name);
/* A wait that no test waits for, in ms. */
#define FAULT_HURRY(ms)		((ms) / 200)
#define FAULT_LOAD()		fault_load()
#define FAULT_POINT(name)	fault_point(name)
#else
#define FAULT_HURRY(ms)		(ms)
#define FAULT_LOAD()		((void)0)
#define FAULT_POINT(name)	((void)0)
#endif

#endif
