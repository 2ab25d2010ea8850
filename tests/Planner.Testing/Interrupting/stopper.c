/*
 * Runs a program and counts, in it and in everything that it starts, the calls that change what lies on its partitions:
 * writes, flushes and renames on file systems of loop devices, and mounts and programs. Every counted call is one line on stdout:
 *   NUMBER NAME PATH
 * At call number AT, before or after it, it does what THEN says:
 *   kill   the program gets SIGKILL; what it started goes on to its end
 *   all    the program and everything that it started get SIGKILL
 *   hold   says "held PROCESS", waits for its stdin to end, then as "all"
 *   pause  as "hold", but then all go on
 *   helper the process that calls gets SIGKILL, unless it is the program itself
 * AT 0 counts only. Last comes "exit CODE" or "signal NUMBER". The program's stdout and stderr go to OUTPUT.
 *
 *   stopper OUTPUT AT before|after THEN PROGRAM [ARGUMENT...]
 *
 * The kernel stops the program at these calls by itself (seccomp, ptrace), whether it is linked statically or not.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/ptrace.h>

enum { LOOP_MAJOR = 7 };

/* What tells whether a call counts: a file or folder that is open, the same as second argument, or nothing. */
enum where { ALWAYS, FILE_OF_FIRST, FILE_OF_THIRD };

static const struct {
    int call;
    enum where where;
    const char *name;
} counted[] = {
    {SYS_write, FILE_OF_FIRST, "write"}, {SYS_pwrite64, FILE_OF_FIRST, "write"}, {SYS_writev, FILE_OF_FIRST, "write"}, {SYS_pwritev, FILE_OF_FIRST, "write"},
    {SYS_copy_file_range, FILE_OF_THIRD, "write"}, {SYS_sendfile, FILE_OF_FIRST, "write"}, {SYS_ftruncate, FILE_OF_FIRST, "truncate"}, {SYS_fallocate, FILE_OF_FIRST, "allocate"},
    {SYS_fsync, FILE_OF_FIRST, "flush"}, {SYS_fdatasync, FILE_OF_FIRST, "flush"}, {SYS_syncfs, FILE_OF_FIRST, "flush"},
    {SYS_renameat, FILE_OF_THIRD, "rename"}, {SYS_renameat2, FILE_OF_THIRD, "rename"}, {SYS_unlinkat, FILE_OF_FIRST, "delete"}, {SYS_mkdirat, FILE_OF_FIRST, "folder"},
    {SYS_linkat, FILE_OF_THIRD, "link"}, {SYS_mknodat, FILE_OF_FIRST, "node"},
    {SYS_mount, ALWAYS, "mount"}, {SYS_umount2, ALWAYS, "unmount"}, {SYS_move_mount, ALWAYS, "mount"}, {SYS_execve, ALWAYS, "program"},
};
enum { COUNTED = sizeof counted / sizeof *counted };

static pid_t known[4096];
static int knowns;

static void fail(const char *what)
{
    fprintf(stderr, "stopper: %s: %s\n", what, strerror(errno));
    exit(125);
}

static void remember(pid_t thread)
{
    for (int i = 0; i < knowns; i++)
        if (known[i] == thread) return;
    if (knowns == sizeof known / sizeof *known) fail("too many threads");
    known[knowns++] = thread;
}

static void forget(pid_t thread)
{
    for (int i = 0; i < knowns; i++)
        if (known[i] == thread) known[i] = known[--knowns];
}

static void begin(const char *output, char **program)
{
    struct sock_filter filter[COUNTED + 3];
    int n = 0;
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < COUNTED; i++) filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, counted[i].call, COUNTED - i, 0);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    struct sock_fprog rules = {n, filter};

    int in = open("/dev/null", O_RDONLY), out = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0) fail(output);
    close(in);
    close(out);
    if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) fail("trace");
    raise(SIGSTOP);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &rules) != 0) fail("filter (this needs root)");
    execvp(program[0], program);
    fail(program[0]);
}

/* Whether an open file is on a loop device's file system, or is an image or a loop device itself. */
static int is_on_image(pid_t thread, uint64_t file, char *path, size_t size)
{
    char link[64];
    struct stat status;
    snprintf(link, sizeof link, "/proc/%d/fd/%d", thread, (int)file);
    if (stat(link, &status) != 0) return 0;
    ssize_t length = readlink(link, path, size - 1);
    path[length < 0 ? 0 : length] = 0;
    if (S_ISBLK(status.st_mode)) return major(status.st_rdev) == LOOP_MAJOR;
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return 0;
    return major(status.st_dev) == LOOP_MAJOR || (length > 4 && strcmp(path + length - 4, ".img") == 0);
}

static int counts(pid_t thread, const char **name, char *path, size_t size)
{
    struct ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) <= 0 || info.op != PTRACE_SYSCALL_INFO_SECCOMP) return 0;
    for (int i = 0; i < COUNTED; i++) {
        if ((uint64_t)counted[i].call != info.seccomp.nr) continue;
        *name = counted[i].name;
        path[0] = 0;
        return counted[i].where == ALWAYS || is_on_image(thread, info.seccomp.args[counted[i].where == FILE_OF_FIRST ? 0 : 2], path, size);
    }

    return 0;
}

static pid_t process_of(pid_t thread)
{
    char path[64], line[256];
    int process = thread;
    snprintf(path, sizeof path, "/proc/%d/status", thread);
    FILE *status = fopen(path, "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL && sscanf(line, "Tgid: %d", &process) != 1)
        ;
    if (status != NULL) fclose(status);
    return process;
}

/* Whether from now on everything is to be killed. */
static int stop(pid_t root, pid_t thread, const char *then)
{
    if (strcmp(then, "hold") == 0 || strcmp(then, "pause") == 0) {
        char byte;
        printf("held %d\n", root);
        fflush(stdout);
        while (read(0, &byte, 1) > 0)
            ;
        if (strcmp(then, "pause") == 0) return 0;
    }

    if (strcmp(then, "kill") == 0) {
        kill(root, SIGKILL);
        return 0;
    }

    if (strcmp(then, "helper") == 0) {
        pid_t process = process_of(thread);
        if (process != root) kill(process, SIGKILL);
        return 0;
    }

    /* The program first: it must not see its children end. */
    kill(root, SIGKILL);
    for (int i = 0; i < knowns; i++) kill(known[i], SIGKILL);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc < 6) return 2;
    const char *output = argv[1], *moment = argv[3], *then = argv[4];
    long at = atol(argv[2]), number = 0;
    int ended = 0, killing = 0, stopped = 0;
    pid_t leaving = 0; /* the thread whose call is waited for */
    pid_t root = fork();
    if (root < 0) fail("fork");
    if (root == 0) begin(output, argv + 5);

    int status;
    if (waitpid(root, &status, 0) != root || !WIFSTOPPED(status)) fail("start");
    if (ptrace(PTRACE_SETOPTIONS, root, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) != 0) fail("trace");
    remember(root);
    ptrace(PTRACE_CONT, root, 0, 0);

    pid_t thread;
    while ((thread = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
        if (thread <= 0) continue;
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            forget(thread);
            if (thread == root) ended = status;
            continue;
        }

        int event = status >> 16, signal = WSTOPSIG(status), how = PTRACE_CONT, given = 0;
        remember(thread);
        if (killing) kill(thread, SIGKILL);
        if (event == PTRACE_EVENT_SECCOMP) {
            const char *name;
            char path[4096];
            if (!stopped && counts(thread, &name, path, sizeof path)) {
                printf("%ld %s %s\n", ++number, name, path);
                if (number == at && strcmp(moment, "after") == 0) leaving = thread;
                else if (number == at) stopped = 1;
            }
        } else if (signal == (SIGTRAP | 0x80)) {
            stopped = 1;
        } else if (event == 0 && signal != SIGTRAP && signal != SIGSTOP) {
            given = signal;
        }

        if (stopped == 1) {
            stopped = 2;
            killing = stop(root, thread, then);
        }

        if (thread == leaving && !stopped) how = PTRACE_SYSCALL;
        ptrace(how, thread, 0, given);
    }

    if (WIFSIGNALED(ended)) printf("signal %d\n", WTERMSIG(ended));
    else printf("exit %d\n", WEXITSTATUS(ended));
    return 0;
}
