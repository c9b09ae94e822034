/*
 * linger -- the way round libmilter's starving worker pool.
 *
 * Debian's libmilter (8.17.1.9) serves all sessions with a pool of workers.
 * After each command a worker waits 1 ms on the same connection for the next
 * one, and so stays with a client that sends mail after mail.  A session that
 * became ready is given to "the idle worker", who may have been given others
 * already; nobody looks at it again until some worker leaves its connection.
 * With persistent busy connections two workers end up serving all others:
 * those get nothing at all.
 *
 * Measured with a no-op milter whose every 50th end-of-message took 500 ms,
 * persistent connections, no replies but the last, five runs of 2 s each
 * (messages/s, worst to best; ideal 800 with 8 sessions, 3,200 with 32):
 *
 *			as it comes	worker leaves after a message
 *	 8, 1 process	199 to 795	796
 *	32, 1 process	197 to 3,173	3,173 to 3,182
 *	 8, 2 processes	297 to 796	793 to 794
 *	32, 2 processes	2,827 to 3,178	3,168 to 3,183
 *	 8, 4 processes	298 to 795	795 to 796
 *	32, 4 processes	331 to 3,183	3,170 to 3,180
 *	 8, 8 processes	199 to 795	796
 *	32, 8 processes	199 to 3,155	3,142 to 3,182
 *
 * More processes on the socket are no cure: each has a pool of its own that
 * can starve.  The others' p95 stayed under 2 ms with one process.  With one
 * connection a message the pool is near the ideal either way, since each new
 * connection starts a worker that looks around.
 *
 * The cure: at the end of a message the worker goes back to the pool, looks
 * at what is ready, and the connection waits in libmilter's poll loop like
 * any other.  libmilter has no call for that, so linger.c defines poll() for
 * this executable: it passes on everything to the kernel, but answers
 * "nothing there" once to the 1 ms wait that follows an end-of-message.  On a
 * libmilter that does not wait like that nothing changes.
 *
 * That wait is also the first sign that the answer was written: until then a
 * process that dies takes the answer with it, and the MTA has none.
 */
#ifndef MILTER_LINGER_H
#define MILTER_LINGER_H

/*
 * The calling thread is about to answer a message: its next short wait on a
 * connection is to end at once.  The mark stays with the thread and is gone
 * after that wait.  When the thread next waits for anything to read, fn (may
 * be NULL) is called with arg: the answer has been written.
 */
void	linger_leave(void (*fn)(void *arg), void *arg);
/* arg is no more; an answer that could not be written is not told of. */
void	linger_forget(const void *arg);

#endif
