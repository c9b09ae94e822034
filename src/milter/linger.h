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
 * persistent connections, five runs each (messages/s; ideal 800 with 8
 * sessions, 3,200 with 32):
 *
 *			as it comes		worker leaves after a message
 *	8, 1 process	745-796			793-796
 *	8, 4 processes	347-796			793-796
 *	32, 1 process	2,137-3,183		3,169-3,182
 *	32, 4 processes	199-3,182		3,168-3,182
 *
 * More processes on the socket make it worse, not better: each has a pool of
 * its own that can starve, and the kernel does not deal connections evenly.
 * So one process a socket is the default.  With one connection a message the
 * pool is near the ideal either way.  Negotiating away the replies matters
 * more for the cost than for this.
 *
 * The cure: at the end of a message the worker goes back to the pool, looks
 * at what is ready, and the connection waits in libmilter's poll loop like
 * any other.  libmilter has no call for that, so linger.c defines poll() for
 * this executable: it passes on everything to the kernel, but answers
 * "nothing there" once to the 1 ms wait that follows an end-of-message.  On a
 * libmilter that does not wait like that nothing changes.
 */
#ifndef MILTER_LINGER_H
#define MILTER_LINGER_H

/*
 * The calling thread has answered a message: its next short wait on a
 * connection is to end at once.  The mark stays with the thread and is gone
 * after that wait.
 */
void	linger_leave(void);

#endif
