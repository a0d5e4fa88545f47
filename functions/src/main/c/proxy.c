/* The way out of environments. An environment's init makes listening sockets in its own network namespace; their connections are
   carried from there into the machine's by this one process, which has no privileges. It is how a function with no network at all reaches
   the gateway, how a custom runtime reaches the runtime API, and how those that may reach other machines. */
#include "proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter_ipv4.h>
#include <netinet/tcp.h>
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
/* A runtime and its extensions take one or two each. */
#define LINKS_TO_RUNTIME_API 128
#define NOTES_PER_ENVIRONMENT 20

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
    struct sockaddr_in target; /* of outgoing ones */
    bool answered;             /* the other machine took the connection */
    bool dead;
    struct link *next_dead;
};

int poller;
const struct reach *reach;
static struct place {
    bool outgoing;
    int log, notes;
} places[MAXIMUM_BOXES];
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

bool may_go_out(uint64_t id) {
    return places[SLOT_OF(id)].outgoing;
}

void note(uint64_t id, uint32_t address, uint16_t port, const char *what) {
    char line[200];
    struct place *place = &places[SLOT_OF(id)];
    if (place->log <= 0 || place->notes >= NOTES_PER_ENVIRONMENT) return;
    bool last = ++place->notes == NOTES_PER_ENVIRONMENT;
    int length = snprintf(line, sizeof line, "[gust] no connection to %u.%u.%u.%u:%u: %s%s\n", address >> 24, address >> 16 & 255,
                          address >> 8 & 255, address & 255, port, what, last ? " (no more of these are told)" : "");
    /* A log that is not read is not waited for. */
    if (send(place->log, line, (size_t)length, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) place->notes--;
}

/* Ends the connection so that the function is told of a failure and not of an end. */
static void reset(int fd) {
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
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

static int connect_to(const void *address, socklen_t size) {
    int fd = socket(((const struct sockaddr *)address)->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, address, size) == 0 || errno == EINPROGRESS) return fd;
    int problem = errno;
    close(fd);
    errno = problem;
    return -1;
}

/* To where the function wanted to connect, if it may. */
static int connect_out(struct link *link, int near) {
    struct sockaddr_storage server;
    socklen_t size = sizeof link->target;
    if (getsockopt(near, SOL_IP, SO_ORIGINAL_DST, &link->target, &size)) return -1;
    uint32_t address = ntohl(link->target.sin_addr.s_addr);
    uint16_t port = ntohs(link->target.sin_port);
    if (!may_go_out(link->listener->id)) return -1;
    if (address == OWN_ADDRESS) return port == 53 && names_server(&server, &size) ? connect_to(&server, size) : -1;
    const char *refusal = reach_refusal(reach, address);
    int far = refusal ? -1 : connect_to(&link->target, sizeof link->target);
    if (far < 0) note(link->listener->id, address, port, refusal ? refusal : strerror(errno));
    return far;
}

static int connect_far(struct link *link, int near) {
    struct sockaddr_in gateway = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)gateway_port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    switch (link->listener->service) {
        case GATEWAY: return connect_to(&gateway, sizeof gateway);
        case RUNTIME_API: return connect_to(&runtime_api, sizeof runtime_api);
        case OUTGOING: return connect_out(link, near);
        case NAMES: break;
    }
    return -1;
}

static void begin_link(struct link *link, struct listener *listener, int near, int far) {
    int yes = 1;
    setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (listener->service != RUNTIME_API) setsockopt(far, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    link->listener = listener;
    link->near = (struct side){.kind = NEAR, .fd = near, .link = link};
    link->far = (struct side){.kind = FAR, .fd = far, .link = link};
    link->out.start = link->out.end = link->in.start = link->in.end = 0;
    link->out.finished = link->out.told = link->in.finished = link->in.told = false;
    link->answered = link->dead = false;
    listener->links++;
}

static void watch_link(struct link *link) {
    watch(&link->near, EPOLL_CTL_ADD);
    watch(&link->far, EPOLL_CTL_ADD);
}

static void accept_link(struct listener *listener) {
    int near = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (near < 0) return;
    int most = listener->service == RUNTIME_API ? LINKS_TO_RUNTIME_API : LINKS_PER_LISTENER;
    struct link *link = listener->links < most ? malloc(sizeof *link) : NULL;
    if (link) link->listener = listener;
    int far = link ? connect_far(link, near) : -1;
    if (far < 0) {
        reset(near);
        close(near);
        free(link);
        return;
    }
    begin_link(link, listener, near, far);
    /* The server knows by the first line which environment is speaking. */
    if (listener->service == RUNTIME_API)
        link->out.end = (size_t)snprintf(link->out.bytes, BUFFER_BYTES, "%llu\n", (unsigned long long)listener->id);
    watch_link(link);
}

/* What the server has to say to a program inside counts as one of the environment's connections to the runtime API. */
static void carry_inside(uint64_t id, const int *fds, int count) {
    struct listener *listener = listeners;
    while (listener && (listener->id != id || listener->service != RUNTIME_API)) listener = listener->next;
    struct link *link = count == 2 && listener && listener->links < LINKS_PER_LISTENER ? malloc(sizeof *link) : NULL;
    if (!link) {
        for (int i = 0; i < count; i++) close(fds[i]);
        return;
    }
    fcntl(fds[1], F_SETFL, O_NONBLOCK);
    begin_link(link, listener, fds[0], fds[1]);
    watch_link(link);
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

/* The function believes that it is connected already: a machine that can not be reached is told in its log. */
static void end_broken(struct link *link, int problem) {
    socklen_t size = sizeof problem;
    if (link->listener->service == OUTGOING) {
        reset(link->near.fd);
        reset(link->far.fd);
        if (!problem && getsockopt(link->far.fd, SOL_SOCKET, SO_ERROR, &problem, &size)) problem = errno;
        if (!link->answered && problem)
            note(link->listener->id, ntohl(link->target.sin_addr.s_addr), ntohs(link->target.sin_port), strerror(problem));
    }
    end_link(link);
}

static void serve_link(struct side *side, uint32_t events) {
    struct link *link = side->link;
    if (link->dead) return;
    bool broken = events & EPOLLERR;
    if (!broken && side->kind == FAR && events & EPOLLOUT) link->answered = true;
    enum progress out = broken ? BROKEN : carry(&link->out, link->near.fd, link->far.fd);
    enum progress in = out == BROKEN ? BROKEN : carry(&link->in, link->far.fd, link->near.fd);
    if (out == BROKEN || in == BROKEN) {
        end_broken(link, broken ? 0 : errno);
        return;
    }
    if (link->out.told && link->in.told) {
        end_link(link);
        return;
    }
    /* Others' turn now; setting the watch anew brings the edge back. */
    if (out == GOING_ON || in == GOING_ON) {
        watch(&link->near, EPOLL_CTL_MOD);
        watch(&link->far, EPOLL_CTL_MOD);
    }
}

static void add_listener(uint64_t id, int fd, enum service service) {
    struct listener *listener = calloc(1, sizeof *listener);
    if (!listener) {
        close(fd);
        return;
    }
    *listener = (struct listener){.kind = LISTENER, .fd = fd, .id = id, .service = service, .next = listeners};
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
            if (listener->service == NAMES) names_forget(listener);
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

enum verb { ADD, OPEN, CARRY, REMOVE };
struct command {
    uint64_t id;
    enum verb verb;
};

static bool obey(int commands) {
    struct command command;
    int fds[4] = {-1, -1, -1, -1}, count = 4;
    ssize_t n = receive_with_fds(commands, &command, sizeof command, MSG_DONTWAIT, fds, &count);
    if (n < 0 && errno == EAGAIN) return false;
    if (n <= 0) _exit(0);
    static const enum service services[] = {GATEWAY, RUNTIME_API, OUTGOING, NAMES};
    struct place *place = &places[SLOT_OF(command.id)];
    switch (command.verb) {
        case ADD:
            for (int i = 0; i < count; i++) add_listener(command.id, fds[i], services[i]);
            break;
        case OPEN:
            place->outgoing = true;
            place->log = fds[0];
            break;
        case CARRY: carry_inside(command.id, fds, count); break;
        case REMOVE:
            remove_listeners(command.id);
            if (place->log > 0) close(place->log);
            memset(place, 0, sizeof *place);
            break;
    }
    return true;
}

static void obey_all(int commands) {
    while (obey(commands)) continue;
}

/* A function that has just been let out may already be connecting. */
static void serve_listener(struct listener *listener, int commands) {
    obey_all(commands);
    if (listener->fd < 0) return;
    if (listener->service == NAMES) names_hear(listener);
    else accept_link(listener);
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
    int patience = -1;
    for (;;) {
        struct epoll_event ready[64];
        int count = epoll_wait(poller, ready, 64, patience);
        for (int i = 0; i < count; i++) {
            enum kind *what = ready[i].data.ptr;
            switch (*what) {
                /* A listener of the same round may have obeyed them all already: never wait for one. */
                case COMMANDS: obey_all(commands); break;
                case LISTENER: serve_listener(ready[i].data.ptr, commands); break;
                case NEAR:
                case FAR: serve_link(ready[i].data.ptr, ready[i].events); break;
                case QUERY: names_answered(ready[i].data.ptr); break;
            }
        }
        free_dead();
        patience = names_check();
    }
}

int proxy_start(int port, const char *runtime_api_socket, uint32_t uid, const struct reach *within, pid_t *pid) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) return fail("making a socket pair: %s", strerror(errno));
    gateway_port = port;
    reach = within;
    runtime_api.sun_family = AF_UNIX;
    snprintf(runtime_api.sun_path, sizeof runtime_api.sun_path, "%s", runtime_api_socket);
    *pid = fork();
    if (*pid < 0) return fail("starting the proxy: %s", strerror(errno));
    if (*pid == 0) {
        dup2(pair[1], 3);
        syscall(SYS_close_range, 4u, ~0u, 0u);
        run_proxy(3, uid);
    }
    close(pair[1]);
    return pair[0];
}

static int command(int proxy, uint64_t id, enum verb verb, const int *fds, int count) {
    struct command command = {.id = id, .verb = verb};
    return send_with_fds(proxy, &command, sizeof command, fds, count);
}

int proxy_add(int proxy, uint64_t id, const int *fds, int count) {
    return command(proxy, id, ADD, fds, count);
}

int proxy_open(int proxy, uint64_t id, int log_fd) {
    return command(proxy, id, OPEN, &log_fd, 1);
}

int proxy_carry(int proxy, uint64_t id, int inside, int server) {
    return command(proxy, id, CARRY, (int[]){inside, server}, 2);
}

void proxy_remove(int proxy, uint64_t id) {
    command(proxy, id, REMOVE, NULL, 0);
}
