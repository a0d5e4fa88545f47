/* Environments from birth to death: made ahead, filled with a function, limited, watched, killed, and buried when nothing of them
   is left. */
#include "launcher.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct box boxes[MAXIMUM_BOXES];
int boxes_used;

struct box *box_of(uint64_t id) {
    for (int i = 0; id && i < boxes_used; i++) {
        if (boxes[i].id == id && boxes[i].state != FREE) return &boxes[i];
    }
    return NULL;
}

struct box *make_box(void) {
    int slot = 0;
    while (slot < boxes_used && boxes[slot].state != FREE) slot++;
    if (slot == MAXIMUM_BOXES) {
        fail("all %d environments are in use", MAXIMUM_BOXES);
        return NULL;
    }
    struct box *box = &boxes[slot];
    *box = (struct box){.state = MAKING, .slot = slot, .pidfd = -1, .ready_fd = -1, .channel = -1, .output = -1, .routes = -1,
                         .log = -1, .beside = -1};
    static uint64_t made;
    if (!made) made = (uint64_t)now_millis(); /* so that those of earlier launchers were others too */
    box->place = made++ * MAXIMUM_BOXES + (uint64_t)slot;
    if (slot == boxes_used) boxes_used++;
    int pair[2];
    if (cgroups_make(slot) || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
        box->state = FREE;
        return NULL;
    }
    struct init_settings init = {.gateway_port = settings.gateway_port,
                                 .temporary_megabytes = 512,
                                 .ready_fd = pair[1],
                                 .single_uid = settings.rootless,
                                 .reach = &settings.reach};
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

void kill_box(struct box *box) {
    if (box->state == FREE) return;
    box->state = DYING;
    cgroups_kill(box->slot);
    if (box->init > 0) syscall(SYS_pidfd_send_signal, box->pidfd, SIGKILL, NULL, 0);
    if (box->runtime > 0) kill(box->runtime, SIGKILL);
}

void watch_memory(const struct box *box, uint64_t megabytes) {
    struct memory_word word = {.id = box->id, .slot = box->slot, .memory_megabytes = megabytes};
    /* A watcher that is behind is not waited for: the hard limit holds in any case. */
    if (send(watcher, &word, sizeof word, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) fail("the watcher is behind");
}

/* When all its processes are gone: gives back what it had. */
void bury(struct box *box) {
    if (box->state != DYING || box->init > 0 || box->runtime > 0) return;
    proxy_remove(proxy, box->place);
    close_at(&box->pidfd);
    close_at(&box->ready_fd);
    close_at(&box->channel);
    close_at(&box->output);
    close_at(&box->beside);
    close_at(&box->routes);
    close_at(&box->log);
    if (box->memory) watch_memory(box, 0);
    if (cgroups_remove(box->slot)) return; /* again in a moment */
    if (box->id) say("gone %llu", (unsigned long long)box->id);
    box->state = FREE;
    box->id = 0;
}

void refuse(struct box *box) {
    say("failed %llu %s", (unsigned long long)box->id, failure);
    box->told = true;
    kill_box(box);
    bury(box);
}

int mount_code(struct box *box, const struct order *order) {
    char *layers[MAXIMUM_LAYERS];
    for (int i = 0; i < order->layer_count; i++) layers[i] = (char *)order->layers[i];
    if (order->devices && settings.rootless) return fail("devices are handed over by root only");
    struct content content = {.code = order->code,
                              .layers = layers,
                              .layer_count = order->layer_count,
                              .temporary_megabytes = order->temporary == 512 ? 0 : order->temporary,
                              .classes = order->classes[0] ? order->classes : NULL,
                              .devices = order->devices,
                              .owner = FIRST_UID + (uid_t)box->slot};
    return template_mount_code(box->pidfd, own_mounts, &content);
}

int limit_box(struct box *box, const struct order *order) {
    if (cgroups_limit(box->slot, order->memory, order->temporary, order->background)) return -1;
    box->memory = order->memory;
    limit_process(box);
    watch_memory(box, order->memory);
    return 0;
}

/* Whatever an environment may reach is said before its function is there. */
int connect_box(struct box *box, const struct order *order) {
    if (box->routes < 0) return 0;
    int result = order->outgoing ? proxy_open(proxy, box->place, box->log) : network_close(box->routes, &settings.reach);
    close_at(&box->routes);
    close_at(&box->log);
    return result;
}

void hear_watcher(void) {
    struct memory_word word;
    if (recv(watcher, &word, sizeof word, 0) != (ssize_t)sizeof word) {
        fprintf(stderr, "gust-launcher: the watcher of memory ended, and so does all\n");
        stopping = true;
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
    if (!order->code[0]) return cgroups_limit(box->slot, order->memory, order->temporary, order->background);
    return limit_box(box, order) || mount_code(box, order) || connect_box(box, order) ? -1 : 0;
}

void fill_box(struct box *box) {
    if (prepare_box(box) || start_runtime(box)) refuse(box);
}

void box_is_ready(struct box *box) {
    char text[300];
    int fds[NETWORK_FDS], count = NETWORK_FDS;
    ssize_t n = receive_with_fds(box->ready_fd, text, sizeof text - 1, 0, fds, &count);
    /* It speaks once. Where all share a uid a function can make it speak again. */
    unwatch(box->ready_fd);
    if (n <= 0 || text[0] != '+' || count != (settings.reach.outgoing ? NETWORK_FDS : OUTGOING_FD)) {
        for (int i = 0; i < count; i++) close(fds[i]);
        text[n > 0 ? n : 0] = 0;
        fail("making a sandbox: %s", n > 1 ? text + 1 : "its init ended");
        if (!box->id) fprintf(stderr, "gust-launcher: %s\n", failure);
        if (box->id && !box->told && box->state == MAKING) refuse(box);
        else kill_box(box);
        return;
    }
    int served = settings.reach.outgoing ? ROUTES_FD : OUTGOING_FD;
    proxy_add(proxy, box->place, fds, served);
    for (int i = 0; i < served; i++) close(fds[i]);
    if (settings.reach.outgoing) box->routes = fds[ROUTES_FD];
    if (box->state != MAKING) return;
    box->state = SPARE;
    if (box->id) fill_box(box);
}

static void report_exit(struct box *box, int status) {
    uint64_t peak, cpu, oom;
    if (box->told || !box->id) return;
    box->told = true;
    cgroups_usage(box->slot, &peak, &cpu, &oom);
    say("exited %llu %s %d %d %llu %llu", (unsigned long long)box->id, WIFSIGNALED(status) ? "signal" : "exit",
        WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), oom > 0 || box->out_of_memory, (unsigned long long)peak,
        (unsigned long long)cpu);
}

void reap(void) {
    int status;
    pid_t pid;
    struct signalfd_siginfo information;
    while (read(signals, &information, sizeof information) > 0) continue;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == proxy_pid && !stopping) {
            /* Nothing reaches the gateway any more. Whoever started this launcher starts another. */
            fprintf(stderr, "gust-launcher: the proxy ended, and so does all\n");
            stopping = true;
        }
        for (int i = 0; i < boxes_used; i++) {
            struct box *box = &boxes[i];
            if (box->state == FREE || (box->init != pid && box->runtime != pid)) continue;
            if (box->runtime == pid) {
                report_exit(box, status);
                box->runtime = 0;
                if ((box->leaving || box->order.extensions) && box->state == RUNNING && box->init > 0) {
                    /* What runs beside it has its time, which the server ends; the init ends when all of it has. */
                    syscall(SYS_pidfd_send_signal, box->pidfd, SIGUSR1, NULL, 0);
                    break;
                }
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

bool anything_left(void) {
    bool left = false;
    for (int i = 0; i < boxes_used; i++) {
        bury(&boxes[i]);
        left |= boxes[i].state != FREE;
    }
    return left;
}

int spares(void) {
    int count = 0;
    for (int i = 0; i < boxes_used; i++) count += boxes[i].id == 0 && (boxes[i].state == SPARE || boxes[i].state == MAKING);
    return count;
}

bool dying(void) {
    for (int i = 0; i < boxes_used; i++) {
        if (boxes[i].state == DYING) return true;
    }
    return false;
}
