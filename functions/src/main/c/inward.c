/* The way into environments: what the server sends to a program that listens there. Nothing else comes in. */
#include "launcher.h"

#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

/* Made by a child that enters the environment's network, since an ordinary user's launcher could not come back from there. */
static int socket_within(const struct box *box) {
    int pair[2], fd = -1, count = 1;
    char word;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) return -1;
    pid_t pid = fork();
    if (pid == 0) {
        int made = setns(box->pidfd, CLONE_NEWNET) ? -1 : socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (made >= 0) send_with_fds(pair[1], "+", 1, &made, 1);
        _exit(0);
    }
    close(pair[1]);
    if (pid < 0 || receive_with_fds(pair[0], &word, 1, 0, &fd, &count) != 1 || count != 1) fd = -1;
    close(pair[0]);
    return fd;
}

/* A connection that is closed again tells the server that nobody listens. */
void reach_inside(uint64_t id, unsigned port, int server) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct box *box = box_of(id);
    int inside = box && box->state == RUNNING && port > 0 && port < 65536 ? socket_within(box) : -1;
    if (inside >= 0 && (connect(inside, (struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS))
        proxy_carry(proxy, box->place, inside, server);
    close_at(&inside);
    close_at(&server);
}
