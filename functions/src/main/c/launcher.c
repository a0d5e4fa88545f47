/* The launcher's beginning and end, and the event loop between them: one thread, one server. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLEANUP_SECONDS 5
#define SPARE_PATIENCE_MILLIS 15

char failure[512];

int fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure, sizeof failure, format, arguments);
    va_end(arguments);
    return -1;
}

struct launcher_settings settings = {.spare = 2};
int listener, control = -1, signals, proxy, watcher, own_mounts, own_pids;
pid_t proxy_pid, watcher_pid;
bool stopping;
static int poller;

void watch(int fd, enum source source, int index) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = ((uint64_t)source << 32) | (uint32_t)index};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

void unwatch(int fd) {
    epoll_ctl(poller, EPOLL_CTL_DEL, fd, NULL);
}

int64_t now_millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void close_at(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

/* An event may be about a slot that another event before it gave to somebody else, who has said nothing yet. */
static bool has_news(int fd) {
    struct pollfd news = {.fd = fd, .events = POLLIN};
    return fd >= 0 && poll(&news, 1, 0) > 0;
}

static void dispatch(uint64_t what) {
    int index = (int)(uint32_t)what;
    switch ((enum source)(what >> 32)) {
        case LISTENER: accept_connections(); break;
        case CONTROL: hear_control(); break;
        case SIGNALS: reap(); break;
        case BOX: if (has_news(boxes[index].ready_fd)) box_is_ready(&boxes[index]); break;
        case ZYGOTE: if (has_news(profiles[index].socket)) hear_zygote(&profiles[index]); break;
        case CONNECTION: read_purpose(index); break;
        case WATCHER: hear_watcher(); break;
    }
}

static void run(void) {
    bool idle = false;
    while (!stopping) {
        bool wanted = spares() < settings.spare;
        /* Spare boxes are made when nothing else is waiting, one at a time, and not while whoever took one is about to begin. */
        if (idle && wanted && control >= 0 && !make_box()) {
            fprintf(stderr, "gust-launcher: %s\n", failure);
            wanted = false;
        }
        struct epoll_event ready[32];
        int patience = dying() ? 5 : control < 0 ? 30000 : forking() ? 1000 : -1;
        if (wanted && control >= 0) patience = spares() == 0 ? 0 : dying() ? 5 : SPARE_PATIENCE_MILLIS;
        int count = epoll_wait(poller, ready, 32, patience);
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
    cgroups_remove_parents(false);
}

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
            else if (strcmp(name, "--nameservers") == 0) settings.reach.nameservers = *at;
            else if (strcmp(name, "--denied") == 0) {
                if (reach_read(*at, settings.reach.denied, &settings.reach.denied_count)) return -1;
            } else if (strcmp(name, "--allowed") == 0) {
                if (reach_read(*at, settings.reach.allowed, &settings.reach.allowed_count)) return -1;
            } else if (strcmp(name, "--device") == 0) {
                if (devices_offer(*at)) return -1;
            } else if (strcmp(name, "--bind") == 0 && settings.template.bind_count < 16)
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

/* Why functions can not reach other machines here. */
static char no_way_out[sizeof failure];

static int begin(char **argv, bool *limits) {
    struct rlimit files;
    if (read_arguments(argv)) return -1;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    signal(SIGPIPE, SIG_IGN);
    /* A terminal's Ctrl-C and systemd's end reach all processes at once. The server ends this one, when its calls are done. */
    for (int i = 0; i < 4; i++) signal((int[]){SIGINT, SIGTERM, SIGHUP, SIGQUIT}[i], SIG_IGN);
    if (settings.rootless && become_own_root()) return -1;
    *limits = cgroups_open(settings.rootless) == 0;
    cgroups_sweep();
    if (listen_for_server()) return -1;
    reach_settle(&settings.reach);
    settings.reach.outgoing = true;
    if (network_try(&settings.reach)) {
        settings.reach.outgoing = false;
        snprintf(no_way_out, sizeof no_way_out, "%s", failure);
    }
    settings.template.own_names = settings.reach.outgoing;
    proxy = proxy_start(settings.gateway_port, settings.runtime_api, settings.rootless ? 0 : settings.peer, &settings.reach, &proxy_pid);
    if (proxy < 0) return -1;
    watcher = watcher_start(&watcher_pid);
    if (watcher < 0) return -1;
    int proc = open("/proc/self/ns", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    own_pids = openat(proc, "pid", O_RDONLY | O_CLOEXEC);
    if (devices_open() || template_enter(&settings.template)) return -1;
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
        cgroups_remove_parents(false);
        return 1;
    }
    cgroups_describe(cgroups, sizeof cgroups);
    printf("ready limits=%s%s outgoing=%s\n", limits ? "yes" : "no", cgroups, settings.reach.outgoing ? "yes" : no_way_out);
    fflush(stdout);
    run();
    clean_up();
    return 0;
}
