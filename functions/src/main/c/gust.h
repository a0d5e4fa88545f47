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
 *   init.c         an environment's namespaces
 *   box.c          entering them
 *   confine.c      giving up every privilege: uid, capabilities, rlimits, seccomp
 *   watcher.c      notices who has used up its memory
 *   devices.c      what is in /dev
 *   network.c      the network inside environments
 *   reach.c        what functions may reach of other machines
 *   proxy.c        carries connections out of environments: to the gateway, the runtime API, other machines; and in
 *   inward.c       connects the server to what listens in an environment
 *   names.c        asks for names on behalf of functions
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
/* 169.254.100.1, which is also the name of an environment: it speaks to other machines from there and asks there for names. */
#define OWN_ADDRESS 0xa9fe6401u
#define MAXIMUM_RANGES 16
#define MAXIMUM_DEVICES 16
#define ALWAYS_DENIED_RANGES 4

/* Addresses from one on whose first bits are the same, in the machine's byte order. */
struct range {
    uint32_t address;
    unsigned length;
};

/* What functions may reach; those allowed win. */
struct reach {
    bool outgoing; /* whether anything at all */
    struct range denied[MAXIMUM_RANGES + ALWAYS_DENIED_RANGES], allowed[MAXIMUM_RANGES];
    int denied_count, allowed_count;
    const char *nameservers; /* separated by commas; NULL for the machine's */
};

/* What a process needs to become a member of an environment. */
struct box_entry {
    uint64_t id;
    uint32_t uid;       /* 0: keep the uid, for want of others to choose from */
    int32_t tasks;      /* how many of tasks_fd are there */
    int init_pidfd;     /* names the namespaces */
    int unified_fd;     /* the v2 cgroup's folder, or -1 */
    int channel_fd;     /* becomes 3 */
    int output_fd;      /* becomes 1 and 2 */
    int beside_fd;      /* becomes 4, where extensions are started; else -1 */
    int tasks_fd[MAXIMUM_TASKS_FILES]; /* v1 cgroups */
};

/* confine.c */
int confine(uint32_t uid);
const char *confine_error(void);

/* box.c */
/* In the parent the new process's pid, in the child 0 (confined, fds 0-3 in place); -1 with errno. */
pid_t box_clone(const struct box_entry *entry, bool sibling);
int join_cgroups(const int *tasks_fd, int count);
/* With a pidfd if one is asked for. */
pid_t clone_into(uint64_t flags, int unified_fd, int *pidfd);
int send_with_fds(int socket, const void *data, size_t length, const int *fds, int count);
ssize_t receive_with_fds(int socket, void *data, size_t length, int flags, int *fds, int *count);

/* init.c */
struct init_settings {
    int gateway_port;
    uint64_t temporary_megabytes;
    int ready_fd; /* the init's end; it sends one byte and its listening sockets */
    int tasks;
    int tasks_fd[MAXIMUM_TASKS_FILES];
    bool single_uid;
    const struct reach *reach;
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
    bool own_names; /* names are asked of the proxy */
};
int template_enter(const struct template_settings *settings);
/* What a function brings; layers are in the order in which they cover one another. */
struct content {
    const char *code;
    char *const *layers;
    int layer_count;
    const char *classes; /* prepared for its Java; NULL for none */
    uint64_t temporary_megabytes; /* 0 for the usual */
    uint32_t devices;             /* as devices_named says; 0 for none */
    uid_t owner;                  /* whose they become */
};
/* Mounts it into an environment. */
int template_mount_code(int init_pidfd, int own_namespace, const struct content *content);

/* devices.c */
/* NAME=PATH:PATH, which is changed and kept. */
int devices_offer(char *words);
/* While the machine's root is still the launcher's. */
int devices_open(void);
/* Adds the device of that name. */
int devices_named(const char *name, uint32_t *wanted);
/* Fills the dev folder here with what every function may use. */
int devices_furnish(void);
/* In an environment's namespace: a /dev of its own that holds these too. */
int devices_mount(uint32_t wanted, uid_t owner);

/* cgroup.c */
int cgroups_open(bool rootless);
void cgroups_sweep(void);
void cgroups_describe(char *text, size_t size);
int cgroups_make(int slot);
int cgroups_remove(int slot);
/* With all that is in them. */
void cgroups_remove_parents(bool kill_first);
int cgroups_open_tasks(int slot, int *tasks_fd);
int cgroups_open_unified(int slot);
/* What runs in the background has the smallest share of the processor there is. */
int cgroups_limit(int slot, uint64_t memory_megabytes, uint64_t temporary_megabytes, bool background);
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
/* It outlives the launcher by a moment, to remove what a killed one leaves behind. */
int watcher_start(pid_t *pid);

/* network.c: the sockets that an environment is left with, in the order in which the proxy serves them, and one to change routes by. */
enum { GATEWAY_FD, RUNTIME_API_FD, OUTGOING_FD, NAMES_FD, ROUTES_FD, NETWORK_FDS };
/* In the new environment's namespace: NULL, or what failed. */
const char *network_prepare(int gateway_port, const struct reach *reach, int fds[NETWORK_FDS]);
/* Takes the way to other machines away. */
int network_close(int routes_fd, const struct reach *reach);
/* Whether this kernel can do what functions need to reach other machines. */
int network_try(const struct reach *reach);

/* reach.c */
/* Ranges separated by commas. */
int reach_read(char *list, struct range *ranges, int *count);
/* Once all have been read. */
void reach_settle(struct reach *reach);
/* Why an address may not be reached; NULL when it may. */
const char *reach_refusal(const struct reach *reach, uint32_t address);

/* proxy.c: what an environment is to it, whose first part tells the slot. */
#define SLOT_OF(place) ((place) % MAXIMUM_BOXES)
int proxy_start(int gateway_port, const char *runtime_api_socket, uint32_t uid, const struct reach *reach, pid_t *pid);
int proxy_add(int proxy, uint64_t id, const int *fds, int count);
/* Lets an environment reach other machines; failures are told in its log. */
int proxy_open(int proxy, uint64_t id, int log_fd);
/* Carries between a socket of the environment's network and the server's connection. */
int proxy_carry(int proxy, uint64_t id, int inside, int server);
void proxy_remove(int proxy, uint64_t id);

/* What went wrong last, in words. */
extern char failure[512];
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
#endif
