/* Faults on demand: a library to preload that counts, below one folder, every call that writes,
   syncs, renames, makes or removes, in all threads together, and lets the n-th of them fail.

   Built and used by tests/faults/zygote.py. The count lies in shared memory, so that it can be
   read after the process was killed. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT = 0, KILL = -1, TEAR = -2 }; /* and any errno: that error */

static struct { long calls, fired; } *seen;
static char prefix[PATH_MAX];
static size_t prefix_length;
static long point;
static int action, lasting;

__attribute__((constructor)) static void start(void) {
    seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* From now on the `at`-th call (from 1) below `folder` meets `what`; with `on`, all after it do. */
void fault_arm(const char *folder, long at, int what, int on) {
    snprintf(prefix, sizeof prefix, "%s", folder);
    seen->calls = seen->fired = 0;
    point = at, action = what, lasting = on;
    prefix_length = strlen(prefix);
}

void fault_disarm(void) { prefix_length = 0; }
long fault_calls(void) { return seen->calls; }
long fault_fired(void) { return seen->fired; }

static int below(const char *path) {
    return prefix_length && !strncmp(path, prefix, prefix_length);
}

static int open_below(int fd) {
    char link[64], path[PATH_MAX];
    if (!prefix_length) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

static int path_below(int folder, const char *path) {
    return *path == '/' || folder == AT_FDCWD ? below(path) : open_below(folder);
}

/* Count a call; return 0 to go on, KILL or TEAR to die, or the errno to fail with. */
static int meet(int frees) {
    long now = __sync_add_and_fetch(&seen->calls, 1);
    if (action == COUNT || !(now == point || (lasting && now > point))) return 0;
    if (lasting && now > point && frees && action == ENOSPC) return 0; /* removing still works */
    __sync_add_and_fetch(&seen->fired, 1);
    if (action == KILL) kill(getpid(), SIGKILL), pause();
    return action;
}

static int refuse(int fault) {
    if (fault == TEAR) kill(getpid(), SIGKILL), pause();
    errno = fault;
    return -1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define FAILING(counted, frees, call)          \
    int fault = (counted) ? meet(frees) : 0;   \
    return fault ? refuse(fault) : (call);

ssize_t write(int fd, const void *data, size_t size) {
    int fault = open_below(fd) ? meet(0) : 0;
    if (fault == TEAR) REAL(write)(fd, data, size / 2);
    return fault ? refuse(fault) : REAL(write)(fd, data, size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    int fault = open_below(fd) ? meet(0) : 0;
    if (fault == TEAR) REAL(pwrite64)(fd, data, size / 2, at);
    return fault ? refuse(fault) : REAL(pwrite64)(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    int fault = open_below(fd) ? meet(0) : 0;
    if (fault == TEAR) REAL(pwrite)(fd, data, size / 2, at);
    return fault ? refuse(fault) : REAL(pwrite)(fd, data, size, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    FAILING(open_below(fd), 0, REAL(writev)(fd, parts, count))
}

int fsync(int fd) { FAILING(open_below(fd), 0, REAL(fsync)(fd)) }
int fdatasync(int fd) { FAILING(open_below(fd), 0, REAL(fdatasync)(fd)) }
int ftruncate(int fd, off_t size) { FAILING(open_below(fd), 0, REAL(ftruncate)(fd, size)) }
int ftruncate64(int fd, off64_t size) { FAILING(open_below(fd), 0, REAL(ftruncate64)(fd, size)) }
int rename(const char *a, const char *b) { FAILING(below(b), 1, REAL(rename)(a, b)) }
int unlink(const char *path) { FAILING(below(path), 1, REAL(unlink)(path)) }
int rmdir(const char *path) { FAILING(below(path), 1, REAL(rmdir)(path)) }
int mkdir(const char *path, mode_t mode) { FAILING(below(path), 0, REAL(mkdir)(path, mode)) }

int renameat(int a, const char *from, int b, const char *to) {
    FAILING(path_below(b, to), 1, REAL(renameat)(a, from, b, to))
}

int unlinkat(int folder, const char *path, int flags) {
    FAILING(path_below(folder, path), 1, REAL(unlinkat)(folder, path, flags))
}

#define MODE(flags)                              \
    mode_t mode = 0;                             \
    if ((flags) & O_CREAT) {                     \
        va_list rest;                            \
        va_start(rest, flags);                   \
        mode = va_arg(rest, mode_t);             \
        va_end(rest);                            \
    }

#define OPENING(name)                                                         \
    int name(const char *path, int flags, ...) {                              \
        MODE(flags)                                                           \
        FAILING((flags & O_CREAT) && below(path), 0, REAL(name)(path, flags, mode)) \
    }

#define OPENING_AT(name)                                                      \
    int name(int folder, const char *path, int flags, ...) {                  \
        MODE(flags)                                                           \
        FAILING((flags & O_CREAT) && path_below(folder, path), 0,             \
                REAL(name)(folder, path, flags, mode))                        \
    }

OPENING(open)
OPENING(open64)
OPENING_AT(openat)
OPENING_AT(openat64)
