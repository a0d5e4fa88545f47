/* An environment's namespaces: made by an init that then does nothing but reap. */
#include "gust.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *furnish(const struct init_settings *settings, int *sockets) {
    if (join_cgroups(settings->tasks_fd, settings->tasks)) return "joining the cgroups";
    if (sethostname("169.254.100.1", 13)) return "setting the host's name";
    /* Other functions' packages are mounted there for the launcher only. */
    if (umount2("/.gust/code", MNT_DETACH)) return "hiding the packages";
    char options[96];
    snprintf(options, sizeof options, "size=%llum,nr_inodes=1m,mode=1777",
             (unsigned long long)settings->temporary_megabytes);
    if (mount("tmp", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, options)) return "mounting /tmp";
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=2")) return "mounting /proc";
    if (settings->single_uid && umount2("/.gust/proc", MNT_DETACH)) return "hiding the machine's /proc";
    return network_prepare(settings->gateway_port, settings->reach, sockets);
}

static _Noreturn void run_init(const struct init_settings *settings) {
    int sockets[NETWORK_FDS];
    const char *problem = furnish(settings, sockets);
    if (problem) {
        char text[300];
        int length = snprintf(text, sizeof text, "!%s: %s", problem, strerror(errno));
        send_with_fds(settings->ready_fd, text, (size_t)length, NULL, 0);
        _exit(125);
    }
    prctl(PR_SET_NAME, "gust-init", 0, 0, 0);
    int ready = dup2(settings->ready_fd, 0);
    send_with_fds(ready, "+", 1, sockets, settings->reach->outgoing ? NETWORK_FDS : OUTGOING_FD);
    syscall(SYS_close_range, 1u, ~0u, 0u);
    if (confine(settings->single_uid ? 0 : INIT_UID)) _exit(125);
    /* With a uid of its own it hides from the functions beside it; without, the launcher could not look at it either. */
    prctl(PR_SET_DUMPABLE, settings->single_uid ? 1 : 0, 0, 0, 0);
    /* The launcher may have gone before the death signal was set; its end of the socket tells. */
    char none;
    if (recv(0, &none, 1, MSG_DONTWAIT) == 0) _exit(0);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigaddset(&children, SIGUSR1);
    sigprocmask(SIG_BLOCK, &children, NULL);
    bool leaving = false;
    for (;;) {
        pid_t reaped;
        while ((reaped = waitpid(-1, NULL, WNOHANG)) > 0) continue;
        if (leaving && reaped < 0) _exit(0);
        if (sigwaitinfo(&children, NULL) == SIGUSR1) leaving = true;
    }
}

pid_t box_start_init(const struct init_settings *settings, int unified_fd, int *pidfd) {
    pid_t pid = clone_into(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS, unified_fd, pidfd);
    if (pid == 0) run_init(settings);
    return pid;
}
