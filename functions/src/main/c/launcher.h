/* What the launcher's own files share: its books of programs and boxes, and what each file does for the others. */
#ifndef LAUNCHER_H
#define LAUNCHER_H

#include "gust.h"

#include <string.h>

#define MAXIMUM_PROFILES 16
#define MAXIMUM_LAYERS 5

struct profile {
    const char *name;
    char *argv[32];
    bool zygote;
    int socket; /* to the zygote */
    pid_t pid;
    bool ready;
    int64_t since; /* when it was started last */
    int64_t heard; /* when it spoke last */
};

struct order {
    const char *profile;
    bool environment; /* the variables to exec with come first on the channel */
    bool extensions;  /* the programs at /opt/extensions are started too */
    bool outgoing;    /* other machines may be reached */
    bool background;  /* yields the processor to all others */
    uint64_t memory, temporary;
    uint64_t heap; /* for "{heap}" in the program's arguments */
    char code[65];
    char classes[65]; /* what was prepared for the function's Java; empty for none */
    char layers[MAXIMUM_LAYERS][65];
    int layer_count;
    uint32_t devices;
};

enum state { FREE, MAKING, SPARE, FORKING, RUNNING, DYING };

struct box {
    enum state state;
    uint64_t id; /* 0 while it belongs to no environment */
    uint64_t place; /* the slot and how often boxes were made before: what it is for the proxy, and no other ever is */
    int64_t asked;  /* when its zygote was */
    int slot, pidfd, ready_fd, channel, output;
    int beside; /* what its extensions write */
    int routes, log; /* until it is known what the function may reach */
    pid_t init, runtime;
    bool told, out_of_memory;
    bool leaving; /* its program was asked to end, and what runs beside it has time of its own */
    uint64_t memory; /* watched, in megabytes */
    struct order order;
};

struct launcher_settings {
    const char *socket, *runtime_api;
    struct template_settings template;
    int gateway_port, spare;
    uid_t peer;
    bool rootless;
    struct reach reach;
};

extern struct launcher_settings settings;
extern struct profile profiles[MAXIMUM_PROFILES];
extern int profile_count;
extern struct box boxes[MAXIMUM_BOXES];
extern int boxes_used; /* slots beyond were never in use */
extern int listener, control, signals, proxy, watcher, own_mounts, own_pids;
extern pid_t proxy_pid, watcher_pid;
extern bool stopping;

/* launcher.c */
enum source { LISTENER = 1, CONTROL, SIGNALS, BOX, ZYGOTE, CONNECTION, WATCHER };
void watch(int fd, enum source source, int index);
void unwatch(int fd);
void close_at(int *fd);
int64_t now_millis(void);

/* boxes.c */
struct box *box_of(uint64_t id);
struct box *make_box(void);
/* Gives the box what its order says, once it has been made. */
void fill_box(struct box *box);
int mount_code(struct box *box, const struct order *order);
int limit_box(struct box *box, const struct order *order);
int connect_box(struct box *box, const struct order *order);
void kill_box(struct box *box);
void bury(struct box *box);
/* Tells that the last failure was the end of it. */
void refuse(struct box *box);
void box_is_ready(struct box *box);
void hear_watcher(void);
void reap(void);
bool anything_left(void);
int spares(void);
bool dying(void);

/* programs.c */
struct profile *profile_of(const char *name);
int start_runtime(struct box *box);
void limit_process(const struct box *box);
int start_zygote(struct profile *profile);
void hear_zygote(struct profile *profile);
/* Whether any zygote is being waited for; ends those that do not answer. */
bool forking(void);

/* connections.c */
enum purpose { UNKNOWN, CHANNEL, OUTPUT, BESIDE };
void accept_connections(void);
void read_purpose(int index);
/* All that have come and spoken until now. */
void hear_connections(void);
/* The environment's connection of that kind, which is the caller's from now on; or -1. */
int take_connection(uint64_t id, enum purpose purpose);

/* inward.c */
/* Connects to a port of the environment's own loopback; the server's connection is this function's from now on. */
void reach_inside(uint64_t id, unsigned port, int server);

/* commands.c */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void hear_control(void);
#endif
