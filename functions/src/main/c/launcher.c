/*
 * The event loop: one thread, one server. The server connects to the launcher's socket and says in the first line what a connection
 * is for: "control", or "channel ID" and "output ID", which are handed to the environment of that number. Commands on the control
 * connection, one per line:
 *
 *   start ID PROFILE [env] memory=MB tmp=MB [code=PACKAGE] [layers=A,B]     -> started ID SLOT PID
 *   assign ID memory=MB tmp=MB code=PACKAGE [layers=A,B]                    -> assigned ID
 *   freeze ID     thaw ID (-> thawed ID)     kill ID
 *
 * and by itself: failed ID TEXT; exited ID exit|signal NUMBER OOM PEAK_BYTES CPU_MICROS; gone ID, when nothing of it is left.
 * When the control connection ends, so does everything.
 */
#include "gust.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAXIMUM_PROFILES 16
#define MAXIMUM_LAYERS 5
#define LINE_BYTES 4096
#define CLEANUP_SECONDS 5

char failure[512];

int fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure, sizeof failure, format, arguments);
    va_end(arguments);
    return -1;
}

struct profile {
    const char *name;
    char *argv[32];
    bool zygote;
    int socket; /* to the zygote */
    pid_t pid;
    bool ready;
    int restarts;
};

struct order {
    const char *profile;
    bool environment; /* the variables to exec with come first on the channel */
    uint64_t memory, temporary;
    char code[65];
    char layers[MAXIMUM_LAYERS][65];
    int layer_count;
};

enum state { FREE, MAKING, SPARE, FORKING, RUNNING, DYING };

struct box {
    enum state state;
    uint64_t id; /* 0 while it belongs to no environment */
    int slot, pidfd, ready_fd, channel, output;
    pid_t init, runtime;
    bool told, out_of_memory;
    uint64_t memory; /* watched, in megabytes */
    struct order order;
};

enum purpose { UNKNOWN, CHANNEL, OUTPUT };
struct connection {
    int fd;
    enum purpose purpose;
    uint64_t id;
};

static struct {
    const char *socket, *runtime_api;
    struct template_settings template;
    int gateway_port, spare;
    uid_t peer;
    bool rootless;
} settings = {.spare = 2};

static struct profile profiles[MAXIMUM_PROFILES];
static int profile_count;
static struct box boxes[MAXIMUM_BOXES];
static int boxes_used; /* slots beyond were never in use */
static struct connection connections[2 * MAXIMUM_BOXES];
static int connection_count;
static int poller, listener, control = -1, signals, proxy, watcher, own_mounts, own_pids;
static char input[LINE_BYTES * 4];
static size_t input_length;
static bool stopping;

enum source { LISTENER = 1, CONTROL, SIGNALS, BOX, ZYGOTE, CONNECTION, WATCHER };

static void watch(int fd, enum source source, int index) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = ((uint64_t)source << 32) | (uint32_t)index};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...) {
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof line - 2) length = sizeof line - 2;
    line[length++] = '\n';
    for (int sent = 0; control >= 0 && sent < length;) {
        ssize_t n = send(control, line + sent, (size_t)(length - sent), MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR) {
            stopping = true;
            return;
        }
        if (n > 0) sent += (int)n;
    }
}

static struct box *box_of(uint64_t id) {
    for (int i = 0; id && i < boxes_used; i++) {
        if (boxes[i].id == id && boxes[i].state != FREE) return &boxes[i];
    }
    return NULL;
}

static void close_at(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

/* ---- making boxes ---- */

static struct box *make_box(void) {
    int slot = 0;
    while (slot < boxes_used && boxes[slot].state != FREE) slot++;
    if (slot == MAXIMUM_BOXES) {
        fail("all %d environments are in use", MAXIMUM_BOXES);
        return NULL;
    }
    struct box *box = &boxes[slot];
    *box = (struct box){.state = MAKING, .slot = slot, .pidfd = -1, .ready_fd = -1, .channel = -1, .output = -1};
    if (slot == boxes_used) boxes_used++;
    int pair[2];
    if (cgroups_make(slot) || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
        box->state = FREE;
        return NULL;
    }
    struct init_settings init = {.gateway_port = settings.gateway_port,
                                 .temporary_megabytes = 512,
                                 .ready_fd = pair[1],
                                 .single_uid = settings.rootless};
    init.tasks = cgroups_open_tasks(slot, init.tasks_fd);
    int unified = cgroups_open_unified(slot);
    box->init = box_start_init(&init, unified, &box->pidfd);
    if (box->init < 0) fail("making namespaces: %s", strerror(errno));
    close_at(&unified);
    for (int i = 0; i < init.tasks; i++) close(init.tasks_fd[i]);
    close(pair[1]);
    if (box->init < 0) {
        close(pair[0]);
        cgroups_remove(slot);
        box->state = FREE;
        return NULL;
    }
    box->ready_fd = pair[0];
    watch(box->ready_fd, BOX, slot);
    return box;
}

static void kill_box(struct box *box) {
    if (box->state == FREE) return;
    box->state = DYING;
    cgroups_kill(box->slot);
    if (box->init > 0) syscall(SYS_pidfd_send_signal, box->pidfd, SIGKILL, NULL, 0);
    if (box->runtime > 0) kill(box->runtime, SIGKILL);
}

static void watch_memory(const struct box *box, uint64_t megabytes) {
    struct memory_word word = {.id = box->id, .slot = box->slot, .memory_megabytes = megabytes};
    /* A watcher that is behind is not waited for: the hard limit holds in any case. */
    if (send(watcher, &word, sizeof word, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) fail("the watcher is behind");
}

/* When all its processes are gone: gives back what it had. */
static void bury(struct box *box) {
    if (box->state != DYING || box->init > 0 || box->runtime > 0) return;
    proxy_remove(proxy, (uint64_t)box->slot);
    close_at(&box->pidfd);
    close_at(&box->ready_fd);
    close_at(&box->channel);
    close_at(&box->output);
    if (box->memory) watch_memory(box, 0);
    if (cgroups_remove(box->slot)) return; /* again in a moment */
    if (box->id) say("gone %llu", (unsigned long long)box->id);
    box->state = FREE;
    box->id = 0;
}

static void refuse(struct box *box) {
    say("failed %llu %s", (unsigned long long)box->id, failure);
    box->told = true;
    kill_box(box);
    bury(box);
}

/* ---- starting something in a box ---- */

static struct profile *profile_of(const char *name) {
    for (int i = 0; i < profile_count; i++) {
        if (strcmp(profiles[i].name, name) == 0) return &profiles[i];
    }
    return NULL;
}

static bool read_fully(int fd, void *data, size_t length) {
    for (size_t got = 0; got < length;) {
        ssize_t n = read(fd, (char *)data + got, length - got);
        if (n <= 0) return false;
        got += (size_t)n;
    }
    return true;
}

/* In the confined child: becomes the program, with variables from the channel if it was told so. */
static _Noreturn void become(struct profile *profile, bool from_channel) {
    static char *usual[] = {"PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin", "LANG=en_US.UTF-8", "TZ=:UTC",
                            "LD_LIBRARY_PATH=/var/task:/var/task/lib:/opt/lib", NULL};
    char **environment = usual;
    if (from_channel) {
        uint32_t size = 0;
        if (!read_fully(3, &size, sizeof size) || size == 0 || size > (1u << 20)) _exit(125);
        char *text = malloc(size);
        environment = calloc(size + 1, sizeof *environment);
        if (!text || !environment || !read_fully(3, text, size) || text[size - 1]) _exit(125);
        int n = 0;
        for (char *at = text; at < text + size; at += strlen(at) + 1) environment[n++] = at;
    }
    if (chdir("/var/task")) _exit(125);
    execve(profile->argv[0], profile->argv, environment);
    if (errno == ENOENT && strcmp(profile->argv[0], "/var/task/bootstrap") == 0) {
        profile->argv[0] = "/opt/bootstrap";
        execve(profile->argv[0], profile->argv, environment);
    }
    dprintf(2, "fork/exec %s: %s\n", profile->argv[0], strerror(errno));
    _exit(127);
}

/* Where there are no cgroups: less exact, as it counts what a program asks for, stacks of threads included. */
static void limit_process(const struct box *box) {
    if (cgroups_limit_memory() || box->runtime <= 0 || !box->memory) return;
    rlim_t most = (rlim_t)(box->memory + 256) << 20;
    struct rlimit data = {most, most};
    prlimit(box->runtime, RLIMIT_DATA, &data, NULL);
}

static int ask_zygote(struct profile *profile, struct box *box, struct box_entry *entry) {
    int fds[4 + MAXIMUM_TASKS_FILES] = {entry->init_pidfd, entry->channel_fd, entry->output_fd}, count = 3;
    if (entry->unified_fd >= 0) fds[count++] = entry->unified_fd;
    for (int i = 0; i < entry->tasks; i++) fds[count++] = entry->tasks_fd[i];
    if (profile->socket < 0) return fail("the %s zygote could not be started", profile->name);
    if (send_with_fds(profile->socket, entry, sizeof *entry, fds, count)) return fail("asking the zygote: %s", strerror(errno));
    box->state = FORKING;
    return 0;
}

static int start_runtime(struct box *box) {
    struct profile *profile = profile_of(box->order.profile);
    struct box_entry entry = {.id = box->id,
                              .uid = settings.rootless ? 0 : FIRST_UID + (uint32_t)box->slot,
                              .init_pidfd = box->pidfd,
                              .channel_fd = box->channel,
                              .output_fd = box->output,
                              .unified_fd = cgroups_open_unified(box->slot)};
    entry.tasks = cgroups_open_tasks(box->slot, entry.tasks_fd);
    int result = 0;
    if (profile->zygote) {
        result = ask_zygote(profile, box, &entry);
    } else {
        pid_t pid = box_clone(&entry, false);
        if (pid == 0) become(profile, box->order.environment);
        if (pid < 0) {
            result = fail("starting %s: %s", profile->name, strerror(errno));
        } else {
            box->runtime = pid;
            box->state = RUNNING;
            limit_process(box);
            say("started %llu %d %d", (unsigned long long)box->id, box->slot, (int)pid);
        }
        /* Children of the launcher itself belong to its own pid namespace again. */
        if (setns(own_pids, CLONE_NEWPID)) stopping = true;
    }
    close_at(&entry.unified_fd);
    for (int i = 0; i < entry.tasks; i++) close(entry.tasks_fd[i]);
    close_at(&box->channel);
    close_at(&box->output);
    return result;
}

static int mount_code(struct box *box, const struct order *order) {
    char *layers[MAXIMUM_LAYERS];
    for (int i = 0; i < order->layer_count; i++) layers[i] = (char *)order->layers[i];
    uint64_t temporary = order->temporary == 512 ? 0 : order->temporary;
    return template_mount_code(box->pidfd, own_mounts, order->code, layers, order->layer_count, temporary);
}

static int limit_box(struct box *box, const struct order *order) {
    if (cgroups_limit(box->slot, order->memory, order->temporary)) return -1;
    box->memory = order->memory;
    limit_process(box);
    watch_memory(box, order->memory);
    return 0;
}

static void hear_watcher(void) {
    struct memory_word word;
    if (recv(watcher, &word, sizeof word, 0) != (ssize_t)sizeof word) {
        epoll_ctl(poller, EPOLL_CTL_DEL, watcher, NULL);
        fprintf(stderr, "gust-launcher: the watcher ended: memory is limited together with /tmp only\n");
        return;
    }
    struct box *box = box_of(word.id);
    if (!box || box->state == DYING) return;
    box->out_of_memory = true;
    kill_box(box);
}

static int prepare_box(struct box *box) {
    struct order *order = &box->order;
    /* One that has no function yet is limited once it has. */
    if (!order->code[0]) return cgroups_limit(box->slot, order->memory, order->temporary);
    return limit_box(box, order) || mount_code(box, order) ? -1 : 0;
}

static void fill_box(struct box *box) {
    if (prepare_box(box) || start_runtime(box)) refuse(box);
}

static void box_is_ready(struct box *box) {
    char text[300];
    int fds[2] = {-1, -1}, count = 2;
    ssize_t n = receive_with_fds(box->ready_fd, text, sizeof text - 1, fds, &count);
    if (n <= 0 || text[0] != '+' || count != 2) {
        epoll_ctl(poller, EPOLL_CTL_DEL, box->ready_fd, NULL);
        text[n > 0 ? n : 0] = 0;
        fail("making a sandbox: %s", n > 1 ? text + 1 : "its init ended");
        if (!box->id) fprintf(stderr, "gust-launcher: %s\n", failure);
        if (box->id && !box->told && box->state == MAKING) refuse(box);
        else kill_box(box);
        return;
    }
    proxy_add(proxy, (uint64_t)box->slot, fds[0], fds[1]);
    close(fds[0]);
    close(fds[1]);
    if (box->state != MAKING) return;
    box->state = SPARE;
    if (box->id) fill_box(box);
}

/* ---- zygotes ---- */

static int start_zygote(struct profile *profile) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) return fail("making a socket pair: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        static char *environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin", "LANG=en_US.UTF-8", "TZ=:UTC",
                                      "LD_LIBRARY_PATH=/var/task:/var/task/lib:/opt/lib", "PYTHONDONTWRITEBYTECODE=1", NULL};
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        int null = open("/dev/null", O_RDONLY);
        dup2(null, 0);
        dup2(2, 1);
        dup2(pair[1], 3);
        syscall(SYS_close_range, 4u, ~0u, 0u);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(profile->argv[0], profile->argv, environment);
        _exit(127);
    }
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return fail("starting the %s zygote: %s", profile->name, strerror(errno));
    }
    profile->pid = pid;
    profile->socket = pair[0];
    watch(profile->socket, ZYGOTE, (int)(profile - profiles));
    return 0;
}

static void zygote_gone(struct profile *profile) {
    epoll_ctl(poller, EPOLL_CTL_DEL, profile->socket, NULL);
    close_at(&profile->socket);
    profile->ready = false;
    fail("the %s zygote ended", profile->name);
    for (int i = 0; i < boxes_used; i++) {
        if (boxes[i].state == FORKING && strcmp(boxes[i].order.profile, profile->name) == 0) refuse(&boxes[i]);
    }
    if (!stopping && profile->restarts++ < 5 && start_zygote(profile)) fprintf(stderr, "gust-launcher: %s\n", failure);
}

static void hear_zygote(struct profile *profile) {
    int64_t answer[2];
    int none = 0;
    ssize_t n = receive_with_fds(profile->socket, answer, sizeof answer, NULL, &none);
    if (n != (ssize_t)sizeof answer) {
        zygote_gone(profile);
        return;
    }
    if (answer[0] < 0) {
        profile->ready = true;
        say("ready %s", profile->name);
        return;
    }
    struct box *box = box_of((uint64_t)answer[0]);
    pid_t pid = (pid_t)answer[1];
    if (!box || (box->state != FORKING && box->state != DYING)) {
        if (pid > 0) kill(pid, SIGKILL);
        return;
    }
    if (pid <= 0) {
        fail("forking from the %s zygote: %s", profile->name, strerror(-pid));
        refuse(box);
        return;
    }
    box->runtime = pid;
    if (box->state == DYING) {
        kill(pid, SIGKILL);
        return;
    }
    box->state = RUNNING;
    limit_process(box);
    say("started %llu %d %d", (unsigned long long)box->id, box->slot, (int)pid);
}

/* ---- connections ---- */

static void forget_connection(int index, bool close_it) {
    if (close_it) close(connections[index].fd);
    else epoll_ctl(poller, EPOLL_CTL_DEL, connections[index].fd, NULL);
    connections[index].fd = -1;
    while (connection_count > 0 && connections[connection_count - 1].fd < 0) connection_count--;
}

/* Reads the first line and not a byte more: what follows is for the environment. */
static void read_purpose(int index) {
    struct connection *connection = &connections[index];
    if (connection->fd < 0 || connection->purpose != UNKNOWN) return;
    char line[64];
    ssize_t n = recv(connection->fd, line, sizeof line - 1, MSG_PEEK | MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    char *end = n > 0 ? memchr(line, '\n', (size_t)n) : NULL;
    if (!end) {
        if (n <= 0 || n == sizeof line - 1) forget_connection(index, true);
        return;
    }
    size_t length = (size_t)(end - line) + 1;
    if (recv(connection->fd, line, length, 0) != (ssize_t)length) {
        forget_connection(index, true);
        return;
    }
    line[length - 1] = 0;
    unsigned long long id;
    if (strcmp(line, "control") == 0 && control < 0) {
        control = connection->fd;
        forget_connection(index, false);
        watch(control, CONTROL, 0);
        for (int i = 0; i < profile_count; i++) {
            if (profiles[i].ready) say("ready %s", profiles[i].name);
        }
    } else if (sscanf(line, "channel %llu", &id) == 1 || sscanf(line, "output %llu", &id) == 1) {
        connection->purpose = line[0] == 'c' ? CHANNEL : OUTPUT;
        connection->id = id;
        epoll_ctl(poller, EPOLL_CTL_DEL, connection->fd, NULL);
    } else {
        forget_connection(index, true);
    }
}

static void accept_connections(void) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) return;
        struct ucred peer;
        socklen_t size = sizeof peer;
        if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) || (peer.uid != settings.peer && peer.uid != 0)) {
            close(fd);
            continue;
        }
        int index = 0;
        while (index < connection_count && connections[index].fd >= 0) index++;
        if (index == 2 * MAXIMUM_BOXES) {
            close(fd);
            continue;
        }
        if (index == connection_count) connection_count++;
        connections[index] = (struct connection){.fd = fd};
        watch(fd, CONNECTION, index);
        read_purpose(index);
    }
}

static int take_connection(uint64_t id, enum purpose purpose) {
    for (int i = 0; i < connection_count; i++) {
        if (connections[i].fd >= 0 && connections[i].id == id && connections[i].purpose == purpose) {
            int fd = connections[i].fd;
            connections[i].fd = -1;
            connections[i].purpose = UNKNOWN;
            return fd;
        }
    }
    return -1;
}

/* ---- commands ---- */

static int read_order(char *words, struct order *order) {
    char *rest = NULL;
    memset(order, 0, sizeof *order);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        unsigned long long number;
        if (sscanf(word, "memory=%llu", &number) == 1) {
            order->memory = number;
        } else if (sscanf(word, "tmp=%llu", &number) == 1) {
            order->temporary = number;
        } else if (sscanf(word, "code=%64s", order->code) == 1) {
            continue;
        } else if (strncmp(word, "layers=", 7) == 0) {
            char *more = NULL;
            for (char *layer = strtok_r(word + 7, ",", &more); layer; layer = strtok_r(NULL, ",", &more)) {
                if (order->layer_count == MAXIMUM_LAYERS) return fail("more than %d layers", MAXIMUM_LAYERS);
                snprintf(order->layers[order->layer_count++], 65, "%s", layer);
            }
        } else if (strcmp(word, "env") == 0) {
            order->environment = true;
        } else if (!order->profile && profile_of(word)) {
            order->profile = profile_of(word)->name;
        } else {
            return fail("unknown word in a command: %.80s", word);
        }
    }
    return order->memory && order->temporary ? 0 : fail("a command without memory or tmp");
}

static void start(uint64_t id, char *words) {
    struct order order;
    accept_connections();
    for (int i = 0; i < connection_count; i++) read_purpose(i);
    int channel = take_connection(id, CHANNEL), output = take_connection(id, OUTPUT);
    int problem = read_order(words, &order);
    if (!problem && !order.profile) problem = fail("start without a profile");
    if (!problem && (channel < 0 || output < 0)) problem = fail("start without its connections");
    if (!problem && box_of(id)) problem = fail("environment %llu exists", (unsigned long long)id);
    struct box *box = NULL;
    for (int i = 0; !problem && !box && i < boxes_used; i++) {
        if (boxes[i].id == 0 && boxes[i].state == SPARE) box = &boxes[i];
    }
    for (int i = 0; !problem && !box && i < boxes_used; i++) {
        if (boxes[i].id == 0 && boxes[i].state == MAKING) box = &boxes[i];
    }
    if (!problem && !box) box = make_box();
    if (!box) {
        close_at(&channel);
        close_at(&output);
        say("failed %llu %s", (unsigned long long)id, failure);
        say("gone %llu", (unsigned long long)id);
        return;
    }
    box->id = id;
    box->channel = channel;
    box->output = output;
    box->order = order;
    if (box->state == SPARE) fill_box(box);
}

static void assign(struct box *box, char *words) {
    struct order order;
    if (box->state != RUNNING) return;
    if (read_order(words, &order) || mount_code(box, &order) || limit_box(box, &order)) {
        refuse(box);
        return;
    }
    say("assigned %llu", (unsigned long long)box->id);
}

static void obey(char *line) {
    char verb[16];
    unsigned long long id;
    int at = 0;
    if (sscanf(line, "%15s %llu%n", verb, &id, &at) != 2) return;
    if (strcmp(verb, "start") == 0) {
        start(id, line + at);
        return;
    }
    struct box *box = box_of(id);
    if (!box) return;
    if (strcmp(verb, "assign") == 0) {
        assign(box, line + at);
    } else if (strcmp(verb, "freeze") == 0) {
        cgroups_freeze(box->slot, true);
    } else if (strcmp(verb, "thaw") == 0) {
        cgroups_freeze(box->slot, false);
        say("thawed %llu", id);
    } else if (strcmp(verb, "kill") == 0) {
        kill_box(box);
        bury(box);
    }
}

static void hear_control(void) {
    ssize_t n = recv(control, input + input_length, sizeof input - input_length, 0);
    if (n <= 0) {
        stopping = true;
        return;
    }
    input_length += (size_t)n;
    char *begin = input, *end;
    while ((end = memchr(begin, '\n', input_length - (size_t)(begin - input)))) {
        *end = 0;
        obey(begin);
        begin = end + 1;
    }
    input_length -= (size_t)(begin - input);
    memmove(input, begin, input_length);
    if (input_length == sizeof input) stopping = true;
}

/* ---- deaths ---- */

static void report_exit(struct box *box, int status) {
    uint64_t peak, cpu, oom;
    if (box->told || !box->id) return;
    box->told = true;
    cgroups_usage(box->slot, &peak, &cpu, &oom);
    say("exited %llu %s %d %d %llu %llu", (unsigned long long)box->id, WIFSIGNALED(status) ? "signal" : "exit",
        WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), oom > 0 || box->out_of_memory, (unsigned long long)peak,
        (unsigned long long)cpu);
}

static void reap(void) {
    int status;
    pid_t pid;
    struct signalfd_siginfo information;
    while (read(signals, &information, sizeof information) > 0) continue;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        for (int i = 0; i < boxes_used; i++) {
            struct box *box = &boxes[i];
            if (box->state == FREE || (box->init != pid && box->runtime != pid)) continue;
            if (box->runtime == pid) {
                report_exit(box, status);
                box->runtime = 0;
            } else {
                box->init = 0;
            }
            if (box->state == FORKING) {
                fail("the sandbox ended while it was being entered");
                refuse(box);
            }
            kill_box(box);
            bury(box);
            break;
        }
    }
}

static bool anything_left(void) {
    bool left = false;
    for (int i = 0; i < boxes_used; i++) {
        bury(&boxes[i]);
        left |= boxes[i].state != FREE;
    }
    return left;
}

static int spares(void) {
    int count = 0;
    for (int i = 0; i < boxes_used; i++) count += boxes[i].id == 0 && (boxes[i].state == SPARE || boxes[i].state == MAKING);
    return count;
}

static bool dying(void) {
    for (int i = 0; i < boxes_used; i++) {
        if (boxes[i].state == DYING) return true;
    }
    return false;
}

static void dispatch(uint64_t what) {
    int index = (int)(uint32_t)what;
    switch ((enum source)(what >> 32)) {
        case LISTENER: accept_connections(); break;
        case CONTROL: hear_control(); break;
        case SIGNALS: reap(); break;
        case BOX: if (boxes[index].ready_fd >= 0) box_is_ready(&boxes[index]); break;
        case ZYGOTE: if (profiles[index].socket >= 0) hear_zygote(&profiles[index]); break;
        case CONNECTION: read_purpose(index); break;
        case WATCHER: hear_watcher(); break;
    }
}

static void run(void) {
    bool idle = false;
    while (!stopping) {
        bool wanted = spares() < settings.spare;
        /* Spare boxes are made when nothing else is waiting, one at a time. */
        if (idle && wanted && control >= 0 && !make_box()) {
            fprintf(stderr, "gust-launcher: %s\n", failure);
            wanted = false;
        }
        struct epoll_event ready[32];
        int count = epoll_wait(poller, ready, 32, wanted && control >= 0 ? 0 : dying() ? 5 : control < 0 ? 30000 : -1);
        idle = count == 0;
        if (idle && control < 0) return; /* a server that does not come */
        for (int i = 0; i < count && !stopping; i++) dispatch(ready[i].data.u64);
        for (int i = 0; i < boxes_used; i++) bury(&boxes[i]);
    }
}

static void clean_up(void) {
    close_at(&control);
    for (int i = 0; i < profile_count; i++) {
        if (profiles[i].pid > 0) kill(profiles[i].pid, SIGKILL);
    }
    for (int i = 0; i < boxes_used; i++) kill_box(&boxes[i]);
    time_t deadline = time(NULL) + CLEANUP_SECONDS;
    while (anything_left() && time(NULL) < deadline) {
        reap();
        usleep(1000);
    }
    /* The proxy and the zygotes: whoever waits for this process may trust that all is gone. */
    close(proxy);
    close(watcher);
    while (waitpid(-1, NULL, WNOHANG) >= 0 && time(NULL) < deadline) usleep(500);
    cgroups_remove_parents();
}

/* ---- beginning ---- */

static char **read_profile(char **at, bool zygote) {
    if (profile_count == MAXIMUM_PROFILES || !at[1]) return NULL;
    struct profile *profile = &profiles[profile_count++];
    *profile = (struct profile){.name = at[1], .zygote = zygote, .socket = -1};
    int n = 0;
    for (at += 2; *at && strcmp(*at, ";") != 0; at++) {
        if (n < 31) profile->argv[n++] = *at;
    }
    return *at ? at : NULL;
}

static int read_arguments(char **argv) {
    for (char **at = argv + 1; *at; at++) {
        if (strcmp(*at, "--exec") == 0 || strcmp(*at, "--zygote") == 0) {
            at = read_profile(at, strcmp(*at, "--zygote") == 0);
            if (!at) return fail("a profile must end with a semicolon");
        } else if (strcmp(*at, "--rootless") == 0) {
            settings.rootless = settings.template.single_uid = true;
        } else if (!at[1]) {
            return fail("%s needs a value", *at);
        } else {
            char *name = *at++;
            if (strcmp(name, "--socket") == 0) settings.socket = *at;
            else if (strcmp(name, "--runtime-api") == 0) settings.runtime_api = *at;
            else if (strcmp(name, "--root") == 0) settings.template.root = *at;
            else if (strcmp(name, "--code") == 0) settings.template.code = *at;
            else if (strcmp(name, "--runtime") == 0) settings.template.runtime = *at;
            else if (strcmp(name, "--packs") == 0) settings.template.packs = *at;
            else if (strcmp(name, "--gateway-port") == 0) settings.gateway_port = atoi(*at);
            else if (strcmp(name, "--spare") == 0) settings.spare = atoi(*at);
            else if (strcmp(name, "--peer") == 0) settings.peer = (uid_t)strtoul(*at, NULL, 10);
            else if (strcmp(name, "--bind") == 0 && settings.template.bind_count < 16)
                settings.template.binds[settings.template.bind_count++] = *at;
            else return fail("unknown option %s", name);
        }
    }
    if (!settings.socket || !settings.runtime_api || !settings.template.root || !settings.template.code ||
        !settings.template.runtime || settings.gateway_port <= 0)
        return fail("--socket, --runtime-api, --root, --code, --runtime and --gateway-port must be given");
    return 0;
}

/* An ordinary user can come back to a pid namespace only if it belongs to its own user namespace. */
static int become_own_init(void) {
    if (unshare(CLONE_NEWPID)) return fail("making a pid namespace: %s", strerror(errno));
    pid_t pid = fork();
    if (pid < 0) return fail("forking: %s", strerror(errno));
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        return 0;
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 71);
}

/* Namespaces without being root: root of a user namespace in which only one's own uid exists. */
static int become_own_root(void) {
    uid_t uid = getuid();
    gid_t gid = getgid();
    char map[64];
    if (unshare(CLONE_NEWUSER)) return fail("this kernel refuses unprivileged user namespaces: %s", strerror(errno));
    const char *files[] = {"/proc/self/setgroups", "/proc/self/uid_map", "/proc/self/gid_map"};
    for (int i = 0; i < 3; i++) {
        if (i == 0) snprintf(map, sizeof map, "deny");
        else snprintf(map, sizeof map, "0 %u 1", i == 1 ? uid : gid);
        int fd = open(files[i], O_WRONLY | O_CLOEXEC);
        if (fd < 0 || write(fd, map, strlen(map)) < 0) return fail("writing %s: %s", files[i], strerror(errno));
        close(fd);
    }
    settings.peer = 0;
    return become_own_init();
}

static int listen_for_server(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(settings.socket) >= sizeof address.sun_path) return fail("the socket's path is too long: %s", settings.socket);
    strcpy(address.sun_path, settings.socket);
    unlink(settings.socket);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024))
        return fail("listening at %s: %s", settings.socket, strerror(errno));
    if (settings.peer && chown(settings.socket, settings.peer, (gid_t)-1)) return fail("handing over the socket: %s", strerror(errno));
    return 0;
}

static int begin(char **argv, bool *limits) {
    struct rlimit files;
    if (read_arguments(argv)) return -1;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    signal(SIGPIPE, SIG_IGN);
    if (settings.rootless && become_own_root()) return -1;
    *limits = cgroups_open(settings.rootless) == 0;
    cgroups_sweep();
    if (listen_for_server()) return -1;
    proxy = proxy_start(settings.gateway_port, settings.runtime_api, settings.rootless ? 0 : settings.peer);
    if (proxy < 0) return -1;
    watcher = watcher_start();
    if (watcher < 0) return -1;
    int proc = open("/proc/self/ns", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    own_pids = openat(proc, "pid", O_RDONLY | O_CLOEXEC);
    if (template_enter(&settings.template)) return -1;
    own_mounts = openat(proc, "mnt", O_RDONLY | O_CLOEXEC);
    close(proc);
    if (own_pids < 0 || own_mounts < 0) return fail("opening the own namespaces: %s", strerror(errno));

    poller = epoll_create1(EPOLL_CLOEXEC);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    watch(signals, SIGNALS, 0);
    watch(listener, LISTENER, 0);
    watch(watcher, WATCHER, 0);
    for (int i = 0; i < profile_count; i++) {
        if (profiles[i].zygote && start_zygote(&profiles[i])) return -1;
    }
    return 0;
}

int main(int argc, char **argv) {
    (void)argc;
    bool limits = false;
    char cgroups[2400] = "";
    if (begin(argv, &limits)) {
        printf("failed %s\n", failure);
        fflush(stdout);
        cgroups_remove_parents();
        return 1;
    }
    cgroups_describe(cgroups, sizeof cgroups);
    printf("ready limits=%s%s\n", limits ? "yes" : "no", cgroups);
    fflush(stdout);
    run();
    clean_up();
    return 0;
}
