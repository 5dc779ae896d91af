/* Fault injection: a library that counts every system call below one folder that writes, syncs,
   renames, creates or removes, in all threads together, and makes the n-th of them fail.

   The kernel traps each such call (seccomp's SECCOMP_RET_TRAP), also those that bypass the C
   library, as Rust's do; this library then makes the call itself, marked in the sixth argument,
   which none of these calls uses. Built and used by tests/faults/inject.py. The counters are in
   shared memory, so that they can be read after the process was killed. A program executed after
   `fault_arm` inherits the traps but not this library, and dies at the first trap. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { COUNT = 0, KILL = -1, TEAR = -2 }; /* and any errno: that error */

static const unsigned MARK = 0x5ca1ab1e;

static const int trapped[] = {
    SYS_write, SYS_pwrite64, SYS_writev, SYS_pwritev, SYS_pwritev2,
    SYS_fsync, SYS_fdatasync, SYS_sync_file_range, SYS_ftruncate, SYS_fallocate,
    SYS_open, SYS_openat, SYS_creat, SYS_truncate,
    SYS_rename, SYS_renameat, SYS_renameat2, SYS_link, SYS_linkat,
    SYS_unlink, SYS_unlinkat, SYS_rmdir, SYS_mkdir, SYS_mkdirat,
};
enum { TRAPPED = sizeof trapped / sizeof *trapped };

static struct { long calls, fired, renameat; } *seen;
static char prefix[PATH_MAX];
static size_t prefix_length;
static long point;
static int action, lasting;

__attribute__((constructor)) static void start(void) {
    seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* Make a system call that is not trapped again; return its result, or a negated errno. */
static long pass(long number, const long *a) {
    register long d __asm__("r10") = a[3], e __asm__("r8") = a[4], mark __asm__("r9") = MARK;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(d), "r"(e), "r"(mark)
                     : "rcx", "r11", "memory");
    return result;
}

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

static int path_below(long folder, long path) {
    const char *named = (const char *)path;
    return *named == '/' || (int)folder == AT_FDCWD ? below(named) : open_below(folder);
}

/* Return whether a call changes anything below the folder. */
static int counted(long number, const long *a) {
    switch (number) {
    case SYS_open: return a[1] & O_CREAT && path_below(AT_FDCWD, a[0]);
    case SYS_openat: return a[2] & O_CREAT && path_below(a[0], a[1]);
    case SYS_creat: case SYS_truncate: case SYS_unlink: case SYS_rmdir: case SYS_mkdir:
        return path_below(AT_FDCWD, a[0]);
    case SYS_unlinkat: case SYS_mkdirat: return path_below(a[0], a[1]);
    case SYS_rename: case SYS_link: return path_below(AT_FDCWD, a[1]);
    case SYS_renameat: case SYS_renameat2: case SYS_linkat: return path_below(a[2], a[3]);
    default: return open_below(a[0]);
    }
}

/* Return whether a call still works without free space. */
static int frees(long number) {
    switch (number) {
    case SYS_rename: case SYS_renameat: case SYS_renameat2:
    case SYS_unlink: case SYS_unlinkat: case SYS_rmdir: return 1;
    default: return 0;
    }
}

/* Count a call; return 0 to continue, KILL or TEAR to die, or the errno to fail with. */
static int meet(long number) {
    long now = __sync_add_and_fetch(&seen->calls, 1);
    if (number == SYS_renameat) __sync_add_and_fetch(&seen->renameat, 1);
    if (action == COUNT || !(now == point || (lasting && now > point))) return 0;
    if (now > point && frees(number) && action == ENOSPC) return 0;
    __sync_add_and_fetch(&seen->fired, 1);
    return action;
}

static void die(void) {
    for (;;) kill(getpid(), SIGKILL);
}

static void handed_over(int signal, siginfo_t *info, void *context) {
    (void)signal;
    greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
    long number = info->si_syscall;
    long a[5] = {r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10], r[REG_R8]};
    int saved = errno;
    int fault = counted(number, a) ? meet(number) : 0;
    if (fault == TEAR && (number == SYS_write || number == SYS_pwrite64)) {
        a[2] /= 2;
        pass(number, a);
    }
    if (fault < 0) die();
    r[REG_RAX] = fault ? -fault : pass(number, a);
    errno = saved;
}

/* Ask the kernel to trap the calls; return 0, or an errno if it refuses. */
static int trap(void) {
    static int done;
    if (done) return 0;
    struct sigaction act = {.sa_sigaction = handed_over, .sa_flags = SA_SIGINFO | SA_NODEFER};
    struct sock_filter filter[TRAPPED + 8];
    unsigned n = 0;
#define LOAD(field) (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, field)
#define JUMP(value, yes, no) (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define RETURN(what) (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what)
    filter[n++] = LOAD(offsetof(struct seccomp_data, arch));
    filter[n++] = JUMP(AUDIT_ARCH_X86_64, 0, TRAPPED + 1);
    filter[n++] = LOAD(offsetof(struct seccomp_data, nr));
    for (unsigned i = 0; i < TRAPPED; i++) filter[n++] = JUMP(trapped[i], TRAPPED - i, 0);
    filter[n++] = RETURN(SECCOMP_RET_ALLOW);
    filter[n++] = LOAD(offsetof(struct seccomp_data, args[5])); /* its lower half: arbitrary values */
    filter[n++] = JUMP(MARK, 0, 1);                             /* equal the mark once in 2^32 */
    filter[n++] = RETURN(SECCOMP_RET_ALLOW);
    filter[n++] = RETURN(SECCOMP_RET_TRAP);
    struct sock_fprog program = {n, filter};
    if (sigaction(SIGSYS, &act, NULL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        return errno;
    done = 1;
    return 0;
}

/* Inject `what` into the `at`-th call (from 1) below `folder`; with `on`, also into all after it.
   Return 0, or an errno if calls cannot be trapped. The process must have only one thread. */
int fault_arm(const char *folder, long at, int what, int on) {
    prefix_length = 0;
    int failed = trap();
    snprintf(prefix, sizeof prefix, "%s", folder);
    memset(seen, 0, sizeof *seen);
    point = at, action = what, lasting = on;
    prefix_length = strlen(prefix);
    return failed;
}

void fault_disarm(void) { prefix_length = 0; }
long fault_calls(void) { return seen->calls; }
long fault_fired(void) { return seen->fired; }
long fault_renameat(void) { return seen->renameat; }
