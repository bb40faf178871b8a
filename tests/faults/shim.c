/* Preloaded into phasebook by tests/faults: makes one of its calls to the system fail, or has a signal come
 * just before it.
 *
 * FAULT_CALLS  the calls that count, as "write,rename"; "stack" is the mapping of a new thread's signal stack
 * FAULT_PATH   of these only calls for paths that contain this; a write's path is that of its file
 * FAULT_NTH    which of them it is, from 1; 0 for all of them
 * FAULT_ERRNO  what it fails with
 * FAULT_SIGNAL the signal that comes instead, with FAULT_PAUSE milliseconds for it to be heard
 * FAULT_REST   it waits until FAULT_MARK is removed
 * FAULT_MARK   a file that is made when it happens
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static atomic_int count;

static int is_named(const char *call) {
    const char *calls = getenv("FAULT_CALLS");
    const char *found = calls ? strstr(calls, call) : NULL;
    if (!found)
        return 0;
    char before = found == calls ? ',' : found[-1];
    char after = found[strlen(call)];
    return before == ',' && (after == ',' || after == '\0');
}

static long number(const char *name) {
    const char *value = getenv(name);
    return value ? atol(value) : 0;
}

static void mark(void) {
    int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    const char *path = getenv("FAULT_MARK");
    int file = path ? real_open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file >= 0)
        close(file);
}

/* Whether the call is to fail; errno is set then. */
static int fails(const char *call, const char *path) {
    const char *part = getenv("FAULT_PATH");
    if (!is_named(call) || (part && (!path || !strstr(path, part))))
        return 0;
    long nth = number("FAULT_NTH");
    if (nth != 0 && atomic_fetch_add(&count, 1) + 1 != nth)
        return 0;
    mark();
    while (number("FAULT_REST") && access(getenv("FAULT_MARK"), F_OK) == 0)
        usleep(10000);
    long which = number("FAULT_SIGNAL");
    if (which != 0) {
        kill(getpid(), (int)which);
        long pause = number("FAULT_PAUSE");
        struct timespec rest = {pause / 1000, pause % 1000 * 1000000};
        while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {
        }
        return 0;
    }
    errno = (int)number("FAULT_ERRNO");
    return errno != 0;
}

static int fails_on(const char *call, int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    return fails(call, path);
}

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *from, size_t size) {
    REAL(write);
    return fails_on("write", file) ? -1 : real(file, from, size);
}

ssize_t writev(int file, const struct iovec *from, int parts) {
    REAL(writev);
    return fails_on("write", file) ? -1 : real(file, from, parts);
}

ssize_t read(int file, void *to, size_t size) {
    REAL(read);
    return fails_on("read", file) ? -1 : real(file, to, size);
}

int fsync(int file) {
    REAL(fsync);
    return fails_on("fsync", file) ? -1 : real(file);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    return fails("rename", to) ? -1 : real(from, to);
}

int linkat(int a, const char *from, int b, const char *to, int flags) {
    REAL(linkat);
    return fails("link", to) ? -1 : real(a, from, b, to, flags);
}

/* The stack that Rust gives each thread for its signal handler is the only memory that it maps in a piece as small. */
#define SIGNAL_STACK (128 << 10)

static int fails_on_stack(size_t size, int flags) {
    return (flags & MAP_ANONYMOUS) && size < SIGNAL_STACK && fails("stack", "stack");
}

void *mmap(void *at, size_t size, int may, int flags, int file, off_t offset) {
    REAL(mmap);
    return fails_on_stack(size, flags) ? MAP_FAILED : real(at, size, may, flags, file, offset);
}

void *mmap64(void *at, size_t size, int may, int flags, int file, off_t offset) {
    REAL(mmap64);
    return fails_on_stack(size, flags) ? MAP_FAILED : real(at, size, may, flags, file, offset);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    return fails("mkdir", path) ? -1 : real(path, mode);
}

int unlinkat(int folder, const char *path, int flags) {
    REAL(unlinkat);
    return fails("unlink", path) ? -1 : real(folder, path, flags);
}

int socket(int domain, int type, int protocol) {
    REAL(socket);
    return fails("socket", "socket") ? -1 : real(domain, type, protocol);
}

#define OPEN(name)                                                                                   \
    int name(const char *path, int flags, ...) {                                                     \
        REAL(name);                                                                                  \
        va_list rest;                                                                                \
        va_start(rest, flags);                                                                       \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;                    \
        va_end(rest);                                                                                \
        if (fails((flags & O_CREAT) ? "create" : "open", path))                                      \
            return -1;                                                                               \
        return real(path, flags, mode);                                                              \
    }

OPEN(open)
OPEN(open64)
