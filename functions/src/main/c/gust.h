/*
 * The launcher: makes the sandboxes in which functions run. A small program of its own, because it is the only part of Gust that
 * needs to be root. It is told ids, never paths: packages live in one folder that was fixed when it started.
 *
 *   launcher.c     its beginning and end, and the event loop
 *   commands.c     what the server commands, and what it is told
 *   connections.c  the server's connections
 *   boxes.c        environments from birth to death
 *   programs.c     what runs in them
 *   template.c     the mount namespace that every environment starts from
 *   cgroup.c       limits, freezing and usage on cgroups v1, v2 and the hybrid of both
 *   box.c          an environment's namespaces, and entering them
 *   confine.c      giving up every privilege: uid, capabilities, rlimits, seccomp
 *   watcher.c      notices who has used up its memory
 *   proxy.c        the loopback gateway inside environments
 *   zygote.c       the same entry for interpreters that fork ready-made children
 */
#ifndef GUST_H
#define GUST_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MAXIMUM_BOXES 4096
/* Uids of environments: far above people's and above the ranges that distributions hand to containers. */
#define FIRST_UID 1308622848u
/* Inits of environments, which must not be signalled by the functions beside them. */
#define INIT_UID (FIRST_UID + MAXIMUM_BOXES)
#define MAXIMUM_TASKS_FILES 4
#define RUNTIME_API_PORT 9001

/* What a process needs to become a member of an environment. */
struct box_entry {
    uint64_t id;
    uint32_t uid;       /* 0: keep the uid, for want of others to choose from */
    int32_t tasks;      /* how many of tasks_fd are there */
    int init_pidfd;     /* names the namespaces */
    int unified_fd;     /* the v2 cgroup's folder, or -1 */
    int channel_fd;     /* becomes 3 */
    int output_fd;      /* becomes 1 and 2 */
    int tasks_fd[MAXIMUM_TASKS_FILES]; /* v1 cgroups */
};

/* confine.c */
int confine(uint32_t uid);
const char *confine_error(void);

/* box.c */
/* In the parent the new process's pid, in the child 0 (confined, fds 0-3 in place); -1 with errno. */
pid_t box_clone(const struct box_entry *entry, bool sibling);
int send_with_fds(int socket, const void *data, size_t length, const int *fds, int count);
ssize_t receive_with_fds(int socket, void *data, size_t length, int *fds, int *count);

struct init_settings {
    int gateway_port;
    uint64_t temporary_megabytes;
    int ready_fd; /* the init's end; it sends one byte and its listening sockets */
    int tasks;
    int tasks_fd[MAXIMUM_TASKS_FILES];
    bool single_uid;
};
/* Starts the init of a new environment: its pid, and a pidfd. */
pid_t box_start_init(const struct init_settings *settings, int unified_fd, int *pidfd);

/* template.c */
struct template_settings {
    const char *root;      /* an empty folder to build in */
    const char *code;      /* the packages */
    const char *runtime;   /* bootstraps, at /var/runtime */
    const char *packs;     /* SDKs that come with the runtimes, at /var/packs; may be NULL */
    const char *binds[16]; /* SOURCE=TARGET, interpreters outside /usr */
    int bind_count;
    bool single_uid;
};
int template_enter(const struct template_settings *settings);
/* Mounts packages into an environment; layers are in the order in which they cover one another. */
int template_mount_code(int init_pidfd, int own_namespace, const char *code, char *const *layers, int layer_count,
                        uint64_t temporary_megabytes);

/* cgroup.c */
int cgroups_open(bool rootless);
void cgroups_sweep(void);
void cgroups_describe(char *text, size_t size);
int cgroups_make(int slot);
int cgroups_remove(int slot);
void cgroups_remove_parents(void);
int cgroups_open_tasks(int slot, int *tasks_fd);
int cgroups_open_unified(int slot);
int cgroups_limit(int slot, uint64_t memory_megabytes, uint64_t temporary_megabytes);
bool cgroups_limit_memory(void);
int cgroups_watch_memory(int slot, uint64_t memory_megabytes);
uint32_t cgroups_memory_events(void);
bool cgroups_memory_exceeded(int slot, int sign, uint64_t memory_megabytes);
int cgroups_freeze(int slot, bool frozen);
void cgroups_kill(int slot);
void cgroups_usage(int slot, uint64_t *peak_bytes, uint64_t *cpu_micros, uint64_t *oom_kills);

/* watcher.c: to it, what to watch (or with no memory, what to forget); from it, whose memory is used up. */
struct memory_word {
    uint64_t id, memory_megabytes;
    int slot;
};
int watcher_start(void);

/* proxy.c */
int proxy_start(int gateway_port, const char *runtime_api_socket, uint32_t uid);
int proxy_add(int proxy, uint64_t id, int gateway_fd, int runtime_api_fd);
void proxy_remove(int proxy, uint64_t id);

/* What went wrong last, in words. */
extern char failure[512];
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
#endif
