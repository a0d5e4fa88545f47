/* The loopback gateway inside environments. An environment's init makes listening sockets in its own network namespace; their
   connections are carried from there to the server by this one process, which has no privileges. It is how a function with no
   network at all reaches the gateway, and how a custom runtime reaches the runtime API. */
#include "gust.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define BUFFER_BYTES 65536
#define LINKS_PER_LISTENER 512

enum kind { COMMANDS, LISTENER, NEAR, FAR };

struct listener {
    enum kind kind;
    int fd;
    uint64_t id;
    bool runtime_api;
    int links;
    struct listener *next;
};

struct flow {
    size_t start, end;
    bool finished; /* nothing more will be read */
    bool told;     /* and the other side knows */
    char bytes[BUFFER_BYTES];
};

struct link;
struct side {
    enum kind kind;
    int fd;
    struct link *link;
};
struct link {
    struct side near, far;
    struct flow out, in; /* from the function, and to it */
    struct listener *listener;
    bool dead;
    struct link *next_dead;
};

static int poller;
static int gateway_port;
static struct sockaddr_un runtime_api;
static struct listener *listeners;
static struct link *dead_links;
static struct listener *dead_listeners;

/* Edges only: every side is carried on until it blocks, and an edge tells when that ends. */
static void watch(struct side *side, int operation) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = side};
    epoll_ctl(poller, operation, side->fd, &event);
}

/* Memory is given back after the round of events, which may still name it. */
static void end_link(struct link *link) {
    if (link->dead) return;
    link->dead = true;
    close(link->near.fd);
    close(link->far.fd);
    if (link->listener) link->listener->links--;
    link->next_dead = dead_links;
    dead_links = link;
}

static int connect_far(const struct listener *listener) {
    int family = listener->runtime_api ? AF_UNIX : AF_INET;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    int result;
    if (listener->runtime_api) {
        result = connect(fd, (struct sockaddr *)&runtime_api, sizeof runtime_api);
    } else {
        struct sockaddr_in address = {.sin_family = AF_INET,
                                      .sin_port = htons((uint16_t)gateway_port),
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        result = connect(fd, (struct sockaddr *)&address, sizeof address);
    }
    if (result && errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

static void accept_link(struct listener *listener) {
    int near = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (near < 0) return;
    struct link *link = listener->links < LINKS_PER_LISTENER ? malloc(sizeof *link) : NULL;
    int far = link ? connect_far(listener) : -1;
    if (far < 0) {
        close(near);
        free(link);
        return;
    }
    int yes = 1;
    setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (!listener->runtime_api) setsockopt(far, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    link->near = (struct side){.kind = NEAR, .fd = near, .link = link};
    link->far = (struct side){.kind = FAR, .fd = far, .link = link};
    link->out.start = link->out.end = link->in.start = link->in.end = 0;
    link->out.finished = link->out.told = link->in.finished = link->in.told = false;
    link->listener = listener;
    link->dead = false;
    listener->links++;
    /* The server knows by the first line which environment is speaking. */
    if (listener->runtime_api)
        link->out.end = (size_t)snprintf(link->out.bytes, BUFFER_BYTES, "%llu\n", (unsigned long long)listener->id);
    watch(&link->near, EPOLL_CTL_ADD);
    watch(&link->far, EPOLL_CTL_ADD);
}

enum progress { BLOCKED, GOING_ON, BROKEN };

/* Reads what there is room for and writes what can be written, for a while. */
static enum progress carry(struct flow *flow, int from, int to) {
    for (int round = 0; round < 16; round++) {
        bool moved = false;
        if (!flow->finished && flow->end == flow->start) {
            flow->start = flow->end = 0;
            ssize_t n = read(from, flow->bytes, BUFFER_BYTES);
            if (n > 0) {
                flow->end = (size_t)n;
                moved = true;
            } else if (n == 0) {
                flow->finished = true;
            } else if (errno != EAGAIN && errno != EINTR) {
                return BROKEN;
            }
        }
        if (flow->end > flow->start) {
            ssize_t n = send(to, flow->bytes + flow->start, flow->end - flow->start, MSG_NOSIGNAL);
            if (n > 0) {
                flow->start += (size_t)n;
                moved = true;
            } else if (n < 0 && errno != EAGAIN && errno != EINTR && errno != ENOTCONN) {
                return BROKEN;
            }
        }
        if (flow->finished && flow->start == flow->end && !flow->told) {
            flow->told = true;
            shutdown(to, SHUT_WR);
        }
        if (!moved) return BLOCKED;
    }
    return GOING_ON;
}

static void serve_link(struct link *link, uint32_t events) {
    if (link->dead) return;
    enum progress out = carry(&link->out, link->near.fd, link->far.fd);
    enum progress in = carry(&link->in, link->far.fd, link->near.fd);
    if (events & EPOLLERR || out == BROKEN || in == BROKEN || (link->out.told && link->in.told)) {
        end_link(link);
        return;
    }
    /* Others' turn now; setting the watch anew brings the edge back. */
    if (out == GOING_ON || in == GOING_ON) {
        watch(&link->near, EPOLL_CTL_MOD);
        watch(&link->far, EPOLL_CTL_MOD);
    }
}

static void add_listener(uint64_t id, int fd, bool api) {
    struct listener *listener = calloc(1, sizeof *listener);
    if (!listener) {
        close(fd);
        return;
    }
    *listener = (struct listener){.kind = LISTENER, .fd = fd, .id = id, .runtime_api = api, .next = listeners};
    listeners = listener;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = listener};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

/* The connections end by themselves, since the environment's processes are gone. */
static void remove_listeners(uint64_t id) {
    for (struct listener **at = &listeners; *at;) {
        struct listener *listener = *at;
        if (listener->id == id) {
            *at = listener->next;
            close(listener->fd);
            listener->next = dead_listeners;
            listener->fd = -1;
            dead_listeners = listener;
        } else {
            at = &listener->next;
        }
    }
}

static void free_dead(void) {
    while (dead_links) {
        struct link *next = dead_links->next_dead;
        free(dead_links);
        dead_links = next;
    }
    for (struct listener **at = &dead_listeners; *at;) {
        struct listener *listener = *at;
        if (listener->links == 0) {
            *at = listener->next;
            free(listener);
        } else {
            at = &listener->next;
        }
    }
}

struct command {
    uint64_t id;
    bool add;
};

static bool obey(int commands) {
    struct command command;
    int fds[2] = {-1, -1}, count = 2;
    ssize_t n = receive_with_fds(commands, &command, sizeof command, fds, &count);
    if (n <= 0) return false;
    if (!command.add) {
        remove_listeners(command.id);
    } else if (count == 2) {
        add_listener(command.id, fds[0], false);
        add_listener(command.id, fds[1], true);
    }
    return true;
}

static _Noreturn void run_proxy(int commands, uint32_t uid) {
    prctl(PR_SET_NAME, "gust-proxy", 0, 0, 0);
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    signal(SIGPIPE, SIG_IGN);
    if (uid && (setresgid(uid, uid, uid) || setresuid(uid, uid, uid))) _exit(70);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    poller = epoll_create1(EPOLL_CLOEXEC);
    enum kind kind = COMMANDS;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &kind};
    epoll_ctl(poller, EPOLL_CTL_ADD, commands, &event);
    for (;;) {
        struct epoll_event ready[64];
        int count = epoll_wait(poller, ready, 64, -1);
        for (int i = 0; i < count; i++) {
            enum kind *what = ready[i].data.ptr;
            switch (*what) {
                case COMMANDS:
                    if (!obey(commands)) _exit(0);
                    break;
                case LISTENER: {
                    struct listener *listener = ready[i].data.ptr;
                    if (listener->fd >= 0) accept_link(listener);
                    break;
                }
                case NEAR:
                case FAR:
                    serve_link(((struct side *)ready[i].data.ptr)->link, ready[i].events);
                    break;
            }
        }
        free_dead();
    }
}

int proxy_start(int port, const char *runtime_api_socket, uint32_t uid) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) return fail("making a socket pair: %s", strerror(errno));
    gateway_port = port;
    runtime_api.sun_family = AF_UNIX;
    snprintf(runtime_api.sun_path, sizeof runtime_api.sun_path, "%s", runtime_api_socket);
    pid_t pid = fork();
    if (pid < 0) return fail("starting the proxy: %s", strerror(errno));
    if (pid == 0) {
        dup2(pair[1], 3);
        syscall(SYS_close_range, 4u, ~0u, 0u);
        run_proxy(3, uid);
    }
    close(pair[1]);
    return pair[0];
}

int proxy_add(int proxy, uint64_t id, int gateway_fd, int runtime_api_fd) {
    struct command command = {.id = id, .add = true};
    int fds[2] = {gateway_fd, runtime_api_fd};
    return send_with_fds(proxy, &command, sizeof command, fds, 2);
}

void proxy_remove(int proxy, uint64_t id) {
    struct command command = {.id = id, .add = false};
    send_with_fds(proxy, &command, sizeof command, NULL, 0);
}
