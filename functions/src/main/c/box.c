/* Entering an environment's namespaces and groups. */
#include "gust.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif

int send_with_fds(int socket, const void *data, size_t length, const int *fds, int count) {
    char control[CMSG_SPACE(sizeof(int) * 16)];
    struct iovec part = {.iov_base = (void *)data, .iov_len = length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        memset(control, 0, sizeof control);
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(header), fds, sizeof(int) * (size_t)count);
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)length ? 0 : -1;
}

ssize_t receive_with_fds(int socket, void *data, size_t length, int flags, int *fds, int *count) {
    char control[CMSG_SPACE(sizeof(int) * 16)];
    struct iovec part = {.iov_base = data, .iov_len = length};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t got;
    do {
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | flags);
    } while (got < 0 && errno == EINTR);
    int room = *count;
    *count = 0;
    if (got < 0) return got;
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS) continue;
        int n = (int)((h->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        for (int i = 0; i < n; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(h) + sizeof(int) * (size_t)i, sizeof fd);
            if (*count < room) {
                fds[(*count)++] = fd;
            } else {
                close(fd);
            }
        }
    }
    return got;
}

int join_cgroups(const int *tasks_fd, int count) {
    for (int i = 0; i < count; i++) {
        /* "0" moves the writing thread itself, which is the one move that takes no global lock. */
        if (write(tasks_fd[i], "0", 1) != 1) return -1;
    }
    return 0;
}

pid_t clone_into(uint64_t flags, int unified_fd, int *pidfd) {
    struct clone_args arguments;
    memset(&arguments, 0, sizeof arguments);
    arguments.flags = flags;
    /* A sibling takes over its maker's exit signal. */
    arguments.exit_signal = (flags & CLONE_PARENT) ? 0 : SIGCHLD;
    if (pidfd) {
        arguments.flags |= CLONE_PIDFD;
        arguments.pidfd = (uint64_t)(uintptr_t)pidfd;
    }
    if (unified_fd >= 0) {
        arguments.flags |= CLONE_INTO_CGROUP;
        arguments.cgroup = (uint64_t)unified_fd;
    }
    return (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
}

/* Puts the descriptor at a number, and lets it live through exec. */
static int place(int fd, int at) {
    if (fd == at) return fcntl(fd, F_SETFD, 0);
    return dup2(fd, at) < 0 ? -1 : 0;
}

static void give_up(int fd, const char *step) {
    char text[200];
    int length = snprintf(text, sizeof text, "gust: could not enter the sandbox: %s: %s\n", step, strerror(errno));
    if (write(fd, text, (size_t)length) < 0) _exit(125);
    _exit(125);
}

pid_t box_clone(const struct box_entry *entry, bool sibling) {
    if (setns(entry->init_pidfd, CLONE_NEWPID)) return -1;
    pid_t pid = clone_into(sibling ? CLONE_PARENT : 0, entry->unified_fd, NULL);
    if (pid != 0) return pid;

    if (join_cgroups(entry->tasks_fd, entry->tasks)) give_up(entry->output_fd, "joining the cgroups");
    if (setns(entry->init_pidfd, CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS))
        give_up(entry->output_fd, "entering the namespaces");
    if (chdir("/")) give_up(entry->output_fd, "changing to the root");
    /* Out of the way first, so that nothing is overwritten before it has been placed. */
    int channel = fcntl(entry->channel_fd, F_DUPFD_CLOEXEC, 100);
    int output = fcntl(entry->output_fd, F_DUPFD_CLOEXEC, 100);
    int beside = entry->beside_fd > 0 ? fcntl(entry->beside_fd, F_DUPFD_CLOEXEC, 100) : -1;
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (channel < 0 || output < 0 || null < 0) give_up(entry->output_fd, "opening /dev/null");
    if (place(null, 0) || place(output, 1) || place(output, 2) || place(channel, 3)) give_up(output, "placing descriptors");
    if (beside >= 0 && place(beside, 4)) give_up(output, "placing descriptors");
    if (syscall(SYS_close_range, beside >= 0 ? 5u : 4u, ~0u, 0u)) give_up(2, "closing descriptors");
    if (confine(entry->uid)) give_up(2, confine_error());
    return 0;
}
