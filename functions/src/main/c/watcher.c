/* Watches how much memory functions use. A process of its own, because registering a threshold on v1 waits for every processor to
   pass a quiet point, some 20 ms, and nobody else has that time. */
#include "gust.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAXIMUM_SIGNS 200

static struct {
    uint64_t id;
    int sign;
    uint64_t memory;
    int signs; /* each leaves a threshold behind in the kernel, until the sign is closed */
} watched[MAXIMUM_BOXES];

static void forget(int slot) {
    if (watched[slot].sign > 0) close(watched[slot].sign);
    watched[slot].sign = 0;
}

static void begin(int poller, const struct memory_word *word) {
    forget(word->slot);
    int sign = cgroups_watch_memory(word->slot, word->memory_megabytes);
    if (sign < 0) return; /* gone already */
    watched[word->slot].id = word->id;
    watched[word->slot].sign = sign;
    watched[word->slot].memory = word->memory_megabytes;
    watched[word->slot].signs = 0;
    struct epoll_event event = {.events = cgroups_memory_events(), .data.u32 = (uint32_t)word->slot};
    epoll_ctl(poller, EPOLL_CTL_ADD, sign, &event);
}

/* The launcher is no more. One that was killed could not clean up behind itself. */
static _Noreturn void end(void) {
    cgroups_remove_parents(true);
    _exit(0);
}

static _Noreturn void run_watcher(int launcher) {
    prctl(PR_SET_NAME, "gust-watcher", 0, 0, 0);
    int poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = MAXIMUM_BOXES};
    epoll_ctl(poller, EPOLL_CTL_ADD, launcher, &event);
    for (;;) {
        struct epoll_event ready;
        if (epoll_wait(poller, &ready, 1, -1) != 1) continue;
        int slot = (int)ready.data.u32;
        struct memory_word word;
        if (slot == MAXIMUM_BOXES) {
            if (recv(launcher, &word, sizeof word, 0) != (ssize_t)sizeof word) end();
            if (word.memory_megabytes) begin(poller, &word);
            else if (watched[word.slot].id == word.id) forget(word.slot);
        } else if (++watched[slot].signs == MAXIMUM_SIGNS && watched[slot].sign > 0) {
            word = (struct memory_word){.id = watched[slot].id, .slot = slot, .memory_megabytes = watched[slot].memory};
            begin(poller, &word);
        }
        if (slot == MAXIMUM_BOXES) slot = word.slot;
        if (watched[slot].sign > 0 && cgroups_memory_exceeded(slot, watched[slot].sign, watched[slot].memory)) {
            word = (struct memory_word){.id = watched[slot].id, .slot = slot};
            forget(slot);
            if (send(launcher, &word, sizeof word, MSG_NOSIGNAL) < 0) end();
        }
    }
}

int watcher_start(pid_t *pid) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) return fail("making a socket pair: %s", strerror(errno));
    *pid = fork();
    if (*pid < 0) return fail("starting the watcher: %s", strerror(errno));
    if (*pid == 0) {
        close(pair[0]);
        run_watcher(pair[1]);
    }
    close(pair[1]);
    return pair[0];
}
