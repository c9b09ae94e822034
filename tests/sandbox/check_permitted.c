/*
 * What each role must still be able to do under its profile, how bounds end a
 * child, and that a crash stays a crash (not a violation).
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <arpa/inet.h>
#include <errno.h>
#include <expat.h>
#include <fcntl.h>
#include <iconv.h>
#include <magic.h>
#include <netinet/in.h>
#include <pcre2.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "ipc/frame.h"
#include "sandbox/stage.h"
#include "unit/unit.h"

#define TRY(claim) do { \
	if (!(claim)) { \
		dprintf(2, "%s:%d: %s: %s\n", __FILE__, __LINE__, #claim, \
		    strerror(errno)); \
		errno = errno != 0 ? errno : EPROTO; \
		return -1; \
	} \
} while (0)

/* Made before the sandbox, used in it. */
static iconv_t latin, koi8, utf16, jis;
static pcre2_code *pattern;
static magic_t magic;

static int
prepare_libraries(void)
{
	size_t where;
	int err;

	latin = iconv_open("UTF-8", "ISO-8859-1");
	koi8 = iconv_open("UTF-8", "KOI8-R");
	utf16 = iconv_open("UTF-8", "UTF-16LE");
	jis = iconv_open("UTF-8", "ISO-2022-JP");
	TRY(latin != (iconv_t)-1 && koi8 != (iconv_t)-1 &&
	    utf16 != (iconv_t)-1 && jis != (iconv_t)-1);
	pattern = pcre2_compile((PCRE2_SPTR)"\\b([a-z]{2})(\\d{6})([a-d])\\b",
	    PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_CASELESS, &err, &where,
	    NULL);
	TRY(pattern != NULL);
	TRY(pcre2_jit_compile(pattern, PCRE2_JIT_COMPLETE) == 0);
	magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS);
	TRY(magic != NULL && magic_load(magic, NULL) == 0);
	return 0;
}

static int
memory(void)
{
	char *p, *q;
	size_t n;

	for (n = 1; n <= 16 << 20; n *= 2) {
		p = malloc(n);
		TRY(p != NULL);
		memset(p, 1, n);
		q = realloc(p, n * 2);
		TRY(q != NULL);
		memset(q, 2, n * 2);
		free(q);
	}
	return 0;
}

static int
by_first(const void *a, const void *b)
{
	return memcmp(a, b, 1);
}

/* glibc's qsort() looks at the machine's memory once it sorts over 1 KiB. */
static int
sorting(void)
{
	char rows[256][24];
	size_t i;

	for (i = 0; i < 256; i++)
		memset(rows[i], (int)(i * 7 % 256), sizeof rows[i]);
	qsort(rows, 256, sizeof rows[0], by_first);
	for (i = 0; i < 256; i++)
		TRY((unsigned char)rows[i][0] == i);
	return 0;
}

static int
converters(void)
{
	static const struct {
		iconv_t *cd;
		const char *in;
		size_t len;
		const char *out;
	} texts[] = {
		{ &latin, "caf\xe9", 4, "caf\xc3\xa9" },
		{ &koi8, "\xf7", 1, "\xd0\x92" },
		{ &utf16, "A\0\xac\x20", 4, "A\xe2\x82\xac" },
		{ &jis, "\x1b$B4A\x1b(B", 8, "\xe6\xbc\xa2" },
	};
	char in[16], out[32], *ip, *op;
	size_t i, il, ol;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		memcpy(in, texts[i].in, texts[i].len);
		ip = in;
		op = out;
		il = texts[i].len;
		ol = sizeof out;
		TRY(iconv(*texts[i].cd, &ip, &il, &op, &ol) != (size_t)-1);
		TRY(sizeof out - ol == strlen(texts[i].out) &&
		    memcmp(out, texts[i].out, sizeof out - ol) == 0);
	}
	return 0;
}

static int
patterns(void)
{
	static const char text[] = "the number AB123456C is here";
	pcre2_match_data *data;
	size_t *at;

	data = pcre2_match_data_create_from_pattern(pattern, NULL);
	TRY(data != NULL);
	TRY(pcre2_jit_match(pattern, (PCRE2_SPTR)text, strlen(text), 0, 0,
	    data, NULL) == 4);
	at = pcre2_get_ovector_pointer(data);
	TRY(at[0] == 11 && at[1] == 20);
	TRY(pcre2_match(pattern, (PCRE2_SPTR)"none", 4, 0, 0, data,
	    NULL) == PCRE2_ERROR_NOMATCH);
	pcre2_match_data_free(data);
	return 0;
}

static int
types(void)
{
	static const char pdf[] = "%PDF-1.4\n1 0 obj\n", gz[] = "\x1f\x8b\x08";
	const char *word;

	word = magic_buffer(magic, pdf, sizeof pdf - 1);
	TRY(word != NULL && strcmp(word, "application/pdf") == 0);
	word = magic_buffer(magic, gz, sizeof gz);
	TRY(word != NULL && strcmp(word, "application/gzip") == 0);
	return 0;
}

static int
documents(void)
{
	static const char xml[] = "<a><b>text</b></a>";
	unsigned char packed[256], back[64];
	uLongf n = sizeof packed, m = sizeof back;
	XML_Parser p;

	p = XML_ParserCreate("UTF-8");
	TRY(p != NULL);
	TRY(XML_Parse(p, xml, (int)strlen(xml), 1) == XML_STATUS_OK);
	XML_ParserFree(p);
	TRY(compress(packed, &n, (const Bytef *)xml, sizeof xml) == Z_OK);
	TRY(uncompress(back, &m, packed, n) == Z_OK);
	TRY(m == sizeof xml && memcmp(back, xml, m) == 0);
	return 0;
}

static int
descriptors(void)
{
	struct frame_store *store = malloc(sizeof *store);
	const uint16_t legal[] = { 7 };
	struct pollfd p = { .events = POLLIN };
	struct frame f;
	struct stat st;
	void *map;

	TRY(pwrite(stage_things.memfd, "hello", 5, 0) == 5);
	TRY(frame_send(stage_things.pair[0], 7, SLICE("x"),
	    &stage_things.memfd, 1, clock_mono_ms() + 1000) == 0);
	p.fd = stage_things.pair[1];
	TRY(poll(&p, 1, 1000) == 1);
	TRY(frame_recv(stage_things.pair[1], store, legal, 1,
	    clock_mono_ms() + 1000, &f) == 0);
	TRY(fstat(f.fd[0], &st) == 0 && st.st_size == 8192);
	TRY(fcntl(f.fd[0], F_GET_SEALS) == 0);
	map = mmap(NULL, 8192, PROT_READ, MAP_SHARED, f.fd[0], 0);
	TRY(map != MAP_FAILED && memcmp(map, "hello", 5) == 0);
	TRY(munmap(map, 8192) == 0);
	TRY(lseek(f.fd[0], 0, SEEK_END) == 8192);
	frame_close_fds(&f);
	free(store);
	return 0;
}

static int
clocks(void)
{
	struct timeval tv;

	TRY(clock_mono_ms() > 0 && clock_wall_ms() > 0);
	TRY(gettimeofday(&tv, NULL) == 0 && time(NULL) > 0);
	TRY(usleep(1000) == 0);
	return 0;
}

static int
everything_of_the_child(void)
{
	return memory() || sorting() || converters() || patterns() || types() ||
	    documents() || descriptors() || clocks() ? -1 : 0;
}

/* Whether or not a syslog daemon is there, or goes away: a line is no death. */
static int
prepare_log(void)
{
	tzset();
	openlog("exeat-test", LOG_PID | LOG_NDELAY, LOG_MAIL);
	return 0;
}

static int
log_lines(void)
{
	int fd;

	syslog(LOG_DEBUG, "exeat sandbox test: a line");
	/* As if the daemon had been restarted: the descriptor is dead. */
	for (fd = 5; fd < 64; fd++)
		if (fd != stage_things.pair[0] && fd != stage_things.pair[1])
			close(fd);
	syslog(LOG_DEBUG, "exeat sandbox test: a line after a restart");
	return 0;
}

/* --- the milter --------------------------------------------------------------- */

static void *
busy_thread(void *arg)
{
	void *p[256];
	int i;

	/* Enough for a heap of its own to grow and shrink again. */
	for (i = 0; i < 256; i++)
		p[i] = malloc((size_t)(i + 1) * 400);
	for (i = 0; i < 256; i++)
		free(p[i]);
	return arg;
}

static int
threads(void)
{
	pthread_attr_t attr;
	pthread_t t[8];
	int i;

	TRY(pthread_attr_init(&attr) == 0);
	for (i = 0; i < 8; i++)
		TRY(pthread_create(&t[i], &attr, busy_thread, NULL) == 0);
	for (i = 0; i < 8; i++)
		TRY(pthread_join(t[i], NULL) == 0);
	TRY(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED) == 0);
	TRY(pthread_create(&t[0], &attr, busy_thread, NULL) == 0);
	return 0;
}

static int
spools(void)
{
	int fd, other;

	fd = memfd_create("spool", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	other = memfd_create("other", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	TRY(fd != -1 && other != -1);
	TRY(write(fd, "message", 7) == 7 && lseek(fd, 0, SEEK_SET) == 0);
	TRY(sendfile(other, fd, NULL, 7) == 7);
	TRY(ftruncate(fd, 5) == 0);
	TRY(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW |
	    F_SEAL_SHRINK) == 0);
	TRY(write(fd, "x", 1) == -1 && errno == EPERM);
	errno = 0;
	return 0;
}

static int
everything_of_the_milter(void)
{
	struct pollfd p = { .fd = 4, .events = POLLIN };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	TRY(threads() == 0 && spools() == 0 && memory() == 0 &&
	    sorting() == 0);
	TRY(descriptors() == 0 && clocks() == 0);
	TRY(listen(4, 8) == 0);
	TRY(poll(&p, 1, 0) == 0);
	TRY(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
	TRY(pthread_kill(pthread_self(), SIGUSR2) == 0);
	TRY(sigtimedwait(&set, NULL, &(struct timespec){ 1, 0 }) == SIGUSR2);
	return 0;
}

/* --- the keeper --------------------------------------------------------------- */

static int
sql(sqlite3 *db, const char *text)
{
	return sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK ? 0 : -1;
}

static int
database(void)
{
	char path[128];
	sqlite3 *db;

	snprintf(path, sizeof path, "%s/store.db", stage_things.folder);
	TRY(sqlite3_open(path, &db) == SQLITE_OK);
	TRY(sql(db, "PRAGMA journal_mode=WAL") == 0);
	TRY(sql(db, "PRAGMA synchronous=FULL") == 0);
	TRY(sql(db, "PRAGMA temp_store=MEMORY") == 0);
	TRY(sql(db, "CREATE TABLE IF NOT EXISTS t(a, b)") == 0);
	TRY(sql(db, "BEGIN; INSERT INTO t VALUES(1, 'x'); COMMIT") == 0);
	TRY(sql(db, "PRAGMA wal_checkpoint(TRUNCATE)") == 0);
	TRY(sql(db, "VACUUM") == 0);
	TRY(sqlite3_close(db) == SQLITE_OK);
	return 0;
}

static int
blobs(void)
{
	char tmp[128], name[128], sub[128];
	int dir, fd;

	snprintf(tmp, sizeof tmp, "%s/tmp-1", stage_things.folder);
	snprintf(name, sizeof name, "%s/blob-1", stage_things.folder);
	snprintf(sub, sizeof sub, "%s/sub", stage_things.folder);
	dir = open(stage_things.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fd = open(tmp, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
	TRY(dir != -1 && fd != -1);
	TRY(write(fd, "cipher", 6) == 6 && fsync(fd) == 0);
	TRY(link(tmp, name) == 0 && unlink(tmp) == 0 && fsync(dir) == 0);
	TRY(rename(name, tmp) == 0 && unlink(tmp) == 0);
	TRY(mkdir(sub, 0700) == 0 && rmdir(sub) == 0);
	close(fd);
	close(dir);
	return 0;
}

static int
release_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int fd;

	a.sin_port = htons(stage_things.port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	TRY(fd != -1);
	TRY(connect(fd, (struct sockaddr *)&a, sizeof a) == 0);
	TRY(send(fd, "EHLO\r\n", 6, MSG_NOSIGNAL) == 6);
	close(fd);
	return 0;
}

static int
everything_of_the_keeper(void)
{
	return database() || blobs() || release_port() || memory() ||
	    sorting() ||
	    descriptors() || clocks() ? -1 : 0;
}

/* --- the zygote ---------------------------------------------------------------- */

static int
everything_of_the_zygote(void)
{
	int status;
	pid_t pid;

	pid = fork();
	TRY(pid != -1);
	if (pid == 0) {
		while (poll(NULL, 0, 60000) != -2)
			continue;
	}
	TRY(kill(pid, SIGKILL) == 0);
	TRY(waitpid(pid, &status, 0) == pid);
	TRY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	return everything_of_the_child();
}

/* --- bad ends -------------------------------------------------------------------- */

static int
do_abort(void)
{
	abort();
}

static int
do_segv(void)
{
	raise(SIGSEGV);
	return 0;
}

static int
spin(void)
{
	volatile unsigned n = 1;

	while (n != 0)
		n |= 1;
	return 0;
}

static int
prepare_short(void)
{
	stage_things.wall_ms = 500;
	return 0;
}

static int
sleep_on(void)
{
	while (poll(NULL, 0, 1000) == 0)
		continue;
	return 0;
}

static int
eat_memory(void)
{
	size_t n;
	char *p;

	for (n = 0; n < 1024; n++) {
		p = malloc(1 << 20);
		if (p == NULL) {
			/* The bound is what was added to the start. */
			return n > 16 && n <= 64 ? 0 : -1;
		}
		memset(p, 1, 1 << 20);
	}
	return -1;
}

static int
flood(void)
{
	static char block[65536];
	int i;

	for (i = 0; i < 64; i++)
		if (write(stage_things.memfd, block, sizeof block) == -1)
			return -1;
	return 0;
}

static const struct {
	const char *name;
	enum stage stage;
	act_fn *prepare, *act;
	int signal;		/* 0: it must work */
} cases_table[] = {
	{ "the child's work", STAGE_CHILD, prepare_libraries,
	    everything_of_the_child, 0 },
	{ "the milter's work", STAGE_MILTER, NULL,
	    everything_of_the_milter, 0 },
	{ "the keeper's work", STAGE_KEEPER, NULL,
	    everything_of_the_keeper, 0 },
	{ "the zygote's work", STAGE_ZYGOTE, prepare_libraries,
	    everything_of_the_zygote, 0 },
	{ "ctl's work", STAGE_CTL, NULL, descriptors, 0 },
	{ "the milter's log", STAGE_MILTER, prepare_log, log_lines, 0 },
	{ "the zygote's log", STAGE_ZYGOTE, prepare_log, log_lines, 0 },
	{ "the keeper's log", STAGE_KEEPER, prepare_log, log_lines, 0 },
	{ "abort is a crash", STAGE_CHILD, NULL, do_abort, SIGABRT },
	{ "abort of the milter", STAGE_MILTER, NULL, do_abort, SIGABRT },
	{ "abort of the zygote", STAGE_ZYGOTE, NULL, do_abort, SIGABRT },
	{ "abort of the keeper", STAGE_KEEPER, NULL, do_abort, SIGABRT },
	{ "a bad address is a crash", STAGE_MILTER, NULL, do_segv, SIGSEGV },
	{ "spinning ends by CPU", STAGE_CHILD, NULL, spin, SIGXCPU },
	{ "sleeping ends by the clock", STAGE_CHILD, prepare_short, sleep_on,
	    SIGALRM },
	{ "memory ends", STAGE_CHILD, NULL, eat_memory, 0 },
	{ "flooding its output ends", STAGE_CHILD, NULL, flood, SIGXFSZ },
};

START_TEST(test_case)
{
	struct outcome o;

	/* There no bound of address space is set, and SEGV is caught. */
	if (STAGE_SANITIZED && (cases_table[_i].act == eat_memory ||
	    cases_table[_i].act == do_segv))
		return;
	o = stage_run(cases_table[_i].stage, cases_table[_i].prepare,
	    cases_table[_i].act);
	ck_assert_msg(o.signal == cases_table[_i].signal,
	    "%s: signal %d instead of %d (status %d, %s)",
	    cases_table[_i].name, o.signal, cases_table[_i].signal, o.status,
	    strerror(o.error));
	if (o.signal == 0)
		ck_assert_msg(o.status == 0, "%s: status %d, %s",
		    cases_table[_i].name, o.status, strerror(o.error));
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "permitted", test_case, N_OF(cases_table) },
		{ NULL, NULL, 0 },
	};

	stage_setup();
	return unit_main("permitted", cases);
}
