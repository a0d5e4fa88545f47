/* Limits, freezing and usage. Controllers may be on v1 hierarchies, on the v2 one, or on both kinds at once (hybrid). */
#include "gust.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define CGROUP2_MAGIC 0x63677270
enum { MEMORY, CPU, PIDS, FREEZER, UNIFIED, HIERARCHIES };
static const char *const names[HIERARCHIES] = {"memory", "cpu", "pids", "freezer", "unified"};

/* For each controller: the folder that holds the environments' groups, or -1; and whether it is a v1 hierarchy. */
static struct {
    int fd;
    bool v1;
    char path[400];
} hierarchy[HIERARCHIES];
static char group[64];

static int write_at(int folder, const char *path, const char *text) {
    int fd = openat(folder, path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t written = write(fd, text, strlen(text));
    int problem = errno;
    close(fd);
    errno = problem;
    return written < 0 ? -1 : 0;
}

static int read_at(int folder, const char *path, char *text, size_t size) {
    int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t n = read(fd, text, size - 1);
    close(fd);
    if (n < 0) return -1;
    text[n] = 0;
    return 0;
}

/* The launcher's own group within a v1 hierarchy: limits set above it go on holding for everything it starts. */
static void own_path(const char *controller, char *path, size_t size) {
    path[0] = 0;
    FILE *file = fopen("/proc/self/cgroup", "re");
    char line[512];
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        char *list = strchr(line, ':');
        char *own = list ? strchr(list + 1, ':') : NULL;
        if (!own) continue;
        *own++ = 0;
        if (!controller[0] && !list[1]) snprintf(path, size, "%s", own);
        for (char *name = strtok(list + 1, ","); name; name = strtok(NULL, ",")) {
            if (strcmp(name, controller) == 0 && strcmp(own, "/") != 0) snprintf(path, size, "%s", own);
        }
    }
    if (file) fclose(file);
}

static void move_processes(int from, const char *target) {
    char list[65536];
    if (read_at(from, "cgroup.procs", list, sizeof list)) return;
    char *rest = NULL;
    for (char *pid = strtok_r(list, "\n", &rest); pid; pid = strtok_r(NULL, "\n", &rest)) write_at(from, target, pid);
}

/* On v2 controllers are handed down folder by folder, and not to a folder that holds processes itself, unless it is the root. */
static void hand_down(int folder) {
    static const char *const wanted[] = {"+memory", "+cpu", "+pids"};
    for (int i = 0; i < 3; i++) {
        if (write_at(folder, "cgroup.subtree_control", wanted[i]) == 0 || errno != EBUSY) continue;
        if (mkdirat(folder, "gust-server", 0755) && errno != EEXIST) continue;
        move_processes(folder, "gust-server/cgroup.procs");
        write_at(folder, "cgroup.subtree_control", wanted[i]);
    }
}

static int open_v1(int which) {
    char base[128], path[600], own[256];
    snprintf(base, sizeof base, "/sys/fs/cgroup/%s", names[which]);
    own_path(names[which], own, sizeof own);
    snprintf(path, sizeof path, "%s%s/tasks", base, own);
    if (access(path, F_OK)) own[0] = 0;
    snprintf(path, sizeof path, "%s%s/tasks", base, own);
    if (access(path, W_OK)) return -1;
    snprintf(hierarchy[which].path, sizeof hierarchy[which].path, "%s%s", base, own);
    hierarchy[which].v1 = true;
    return 0;
}

static bool has_word(const char *text, const char *word) {
    size_t length = strlen(word);
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
        bool begins = at == text || at[-1] == ' ';
        bool ends = at[length] == 0 || at[length] == ' ' || at[length] == '\n';
        if (begins && ends) return true;
    }
    return false;
}

static void open_v2(const char *base, bool rootless) {
    char own[256] = "";
    struct stat there;
    char path[600];
    if (rootless) own_path("", own, sizeof own);
    snprintf(path, sizeof path, "%s%s", base, own);
    if (stat(path, &there)) snprintf(path, sizeof path, "%s", base);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || faccessat(fd, "cgroup.procs", W_OK, 0)) {
        if (fd >= 0) close(fd);
        return;
    }
    hand_down(fd);
    char controllers[512] = "";
    if (read_at(fd, "cgroup.subtree_control", controllers, sizeof controllers)) controllers[0] = 0;
    close(fd);
    snprintf(hierarchy[UNIFIED].path, sizeof hierarchy[UNIFIED].path, "%.390s", path);
    for (int which = MEMORY; which <= PIDS; which++) {
        if (!hierarchy[which].path[0] && has_word(controllers, names[which])) {
            snprintf(hierarchy[which].path, sizeof hierarchy[which].path, "%.390s", path);
        }
    }
}

static int open_group(int which) {
    if (!hierarchy[which].path[0]) return -1;
    char path[512];
    snprintf(path, sizeof path, "%s/%s", hierarchy[which].path, group);
    if (mkdir(path, 0755) && errno != EEXIST) return -1;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && !hierarchy[which].v1 && which == UNIFIED) hand_down(fd);
    return fd;
}

static unsigned long long start_time(long pid) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    if (read_at(AT_FDCWD, path, text, sizeof text)) return 0;
    char *field = strrchr(text, ')');
    unsigned long long ticks = 0;
    if (field) sscanf(field + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &ticks);
    return ticks;
}

/* The number in a file; the other where there is none, as for "max", or a larger one. */
static uint64_t at_most(int folder, const char *path, uint64_t other) {
    char text[64];
    if (read_at(folder, path, text, sizeof text) || text[0] < '0' || text[0] > '9') return other;
    uint64_t number = strtoull(text, NULL, 10);
    return number < other ? number : other;
}

/* Each environment has limits of its own, which together may be more than the machine has: what all of them take together leaves
   room for everybody else. */
static void limit_all(void) {
    char text[4096], value[32];
    if (hierarchy[PIDS].fd >= 0) {
        uint64_t most = at_most(AT_FDCWD, "/proc/sys/kernel/pid_max", 4194304);
        most = at_most(AT_FDCWD, "/proc/sys/kernel/threads-max", most);
        most = at_most(hierarchy[PIDS].fd, "../pids.max", most);
        snprintf(value, sizeof value, "%llu", (unsigned long long)(most - most / 4));
        write_at(hierarchy[PIDS].fd, "pids.max", value);
    }
    if (hierarchy[MEMORY].fd >= 0) {
        bool v1 = hierarchy[MEMORY].v1;
        if (read_at(AT_FDCWD, "/proc/meminfo", text, sizeof text)) return;
        char *total = strstr(text, "MemTotal:");
        uint64_t most = total ? strtoull(total + 9, NULL, 10) << 10 : 0;
        if (!most) return;
        most = at_most(hierarchy[MEMORY].fd, v1 ? "../memory.limit_in_bytes" : "../memory.max", most);
        snprintf(value, sizeof value, "%llu", (unsigned long long)(most - most / 8));
        write_at(hierarchy[MEMORY].fd, v1 ? "memory.limit_in_bytes" : "memory.max", value);
    }
}

int cgroups_open(bool rootless) {
    for (int which = 0; which < HIERARCHIES; which++) hierarchy[which].fd = -1;
    /* As the machine counts processes, which is not how a namespace does. */
    char own[32] = "";
    if (readlink("/proc/self", own, sizeof own - 1) < 0) own[0] = 0;
    long pid = own[0] ? atol(own) : (long)getpid();
    snprintf(group, sizeof group, "gust-%ld-%llu", pid, start_time(pid));
    struct statfs kind;
    if (statfs("/sys/fs/cgroup", &kind)) return -1;
    if (kind.f_type == CGROUP2_MAGIC) {
        open_v2("/sys/fs/cgroup", rootless);
    } else {
        for (int which = MEMORY; which <= PIDS; which++) open_v1(which);
        open_v2("/sys/fs/cgroup/unified", rootless);
        if (!hierarchy[UNIFIED].path[0]) open_v1(FREEZER);
    }
    for (int which = HIERARCHIES - 1; which >= 0; which--) hierarchy[which].fd = open_group(which);
    if (hierarchy[CPU].fd >= 0) {
        /* All functions together weigh as much as a process per core, not as much as one process. */
        char weight[32];
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        bool v1 = hierarchy[CPU].v1;
        snprintf(weight, sizeof weight, "%ld", v1 ? 1024 * cores : cores > 100 ? 10000 : 100 * cores);
        write_at(hierarchy[CPU].fd, v1 ? "cpu.shares" : "cpu.weight", weight);
    }
    limit_all();
    return hierarchy[MEMORY].fd >= 0 && hierarchy[PIDS].fd >= 0 ? 0 : -1;
}

static void kill_all(int folder) {
    char list[65536];
    if (write_at(folder, "cgroup.kill", "1") == 0) return;
    /* On v1 a frozen process does not even die. */
    write_at(folder, "freezer.state", "THAWED");
    for (int round = 0; round < 50 && read_at(folder, "cgroup.procs", list, sizeof list) == 0 && list[0]; round++) {
        char *rest = NULL;
        for (char *pid = strtok_r(list, "\n", &rest); pid; pid = strtok_r(NULL, "\n", &rest)) kill((pid_t)atoi(pid), SIGKILL);
        usleep(2000);
    }
}

static void remove_tree(int parent, const char *name, bool kill_first) {
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    if (kill_first) kill_all(folder);
    DIR *entries = fdopendir(dup(folder));
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.') remove_tree(folder, entry->d_name, kill_first);
    }
    if (entries) closedir(entries);
    close(folder);
    /* What was killed takes a moment to leave. */
    for (int round = 0; round < 100 && unlinkat(parent, name, AT_REMOVEDIR) && errno == EBUSY; round++) usleep(2000);
}

/* Ends and removes what launchers left behind that are no more. */
void cgroups_sweep(void) {
    for (int which = HIERARCHIES - 1; which >= 0; which--) {
        if (!hierarchy[which].path[0]) continue;
        DIR *groups = opendir(hierarchy[which].path);
        for (struct dirent *entry; groups && (entry = readdir(groups));) {
            long pid;
            unsigned long long ticks;
            if (sscanf(entry->d_name, "gust-%ld-%llu", &pid, &ticks) != 2 || start_time(pid) == ticks) continue;
            remove_tree(dirfd(groups), entry->d_name, true);
        }
        if (groups) closedir(groups);
    }
}

void cgroups_describe(char *text, size_t size) {
    size_t used = 0;
    for (int which = 0; which < HIERARCHIES; which++) {
        if (hierarchy[which].fd < 0) continue;
        used += (size_t)snprintf(text + used, size - used, " %s=%s:%s/%s", names[which], hierarchy[which].v1 ? "v1" : "v2",
                                 hierarchy[which].path, group);
        if (used >= size) return;
    }
}

static void name_of(int slot, const char *file, char *name, size_t size) {
    snprintf(name, size, file ? "box%d/%s" : "box%d", slot, file);
}

int cgroups_make(int slot) {
    char name[32];
    name_of(slot, NULL, name, sizeof name);
    for (int which = 0; which < HIERARCHIES; which++) {
        if (hierarchy[which].fd < 0) continue;
        if (mkdirat(hierarchy[which].fd, name, 0755) && errno != EEXIST)
            return fail("making a %s cgroup: %s", names[which], strerror(errno));
    }
    char file[64];
    name_of(slot, "pids.max", file, sizeof file);
    if (hierarchy[PIDS].fd >= 0 && write_at(hierarchy[PIDS].fd, file, "1024"))
        return fail("limiting processes: %s", strerror(errno));
    return 0;
}

int cgroups_remove(int slot) {
    char name[32];
    name_of(slot, NULL, name, sizeof name);
    int result = 0;
    for (int which = 0; which < HIERARCHIES; which++) {
        if (hierarchy[which].fd < 0) continue;
        if (unlinkat(hierarchy[which].fd, name, AT_REMOVEDIR) && errno != ENOENT) result = -1;
    }
    return result;
}

void cgroups_remove_parents(bool kill_first) {
    for (int which = HIERARCHIES - 1; which >= 0; which--) {
        if (hierarchy[which].fd < 0) continue;
        int parent = openat(hierarchy[which].fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (parent < 0) continue;
        remove_tree(parent, group, kill_first);
        close(parent);
    }
}

int cgroups_open_tasks(int slot, int *tasks_fd) {
    int count = 0;
    char file[64];
    name_of(slot, "tasks", file, sizeof file);
    for (int which = 0; which < UNIFIED && count < MAXIMUM_TASKS_FILES; which++) {
        if (hierarchy[which].fd < 0 || !hierarchy[which].v1) continue;
        int fd = openat(hierarchy[which].fd, file, O_WRONLY | O_CLOEXEC);
        if (fd >= 0) tasks_fd[count++] = fd;
    }
    return count;
}

int cgroups_open_unified(int slot) {
    if (hierarchy[UNIFIED].fd < 0) return -1;
    char name[32];
    name_of(slot, NULL, name, sizeof name);
    return openat(hierarchy[UNIFIED].fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* What is in /tmp counts as memory too, but not as the function's: the hard limit leaves room for both, and the function's own
   part is watched. */
int cgroups_limit(int slot, uint64_t memory_megabytes, uint64_t temporary_megabytes, bool background) {
    char file[64], value[32];
    bool memory_v1 = hierarchy[MEMORY].v1, cpu_v1 = hierarchy[CPU].v1;
    if (hierarchy[MEMORY].fd >= 0) {
        name_of(slot, memory_v1 ? "memory.limit_in_bytes" : "memory.max", file, sizeof file);
        snprintf(value, sizeof value, "%llu", (unsigned long long)(memory_megabytes + temporary_megabytes) << 20);
        if (write_at(hierarchy[MEMORY].fd, file, value)) return fail("limiting memory: %s", strerror(errno));
        name_of(slot, memory_v1 ? "memory.swappiness" : "memory.swap.max", file, sizeof file);
        write_at(hierarchy[MEMORY].fd, file, "0");
    }
    if (hierarchy[CPU].fd >= 0) {
        /* 1,769 MB are worth one core; shares and weights only matter while others want the processor too. */
        uint64_t counted = background ? 0 : memory_megabytes, share = counted * 1024 / 1769, weight = counted * 100 / 1769;
        name_of(slot, cpu_v1 ? "cpu.shares" : "cpu.weight", file, sizeof file);
        snprintf(value, sizeof value, "%llu", (unsigned long long)(cpu_v1 ? (share < 2 ? 2 : share) : (weight < 1 ? 1 : weight)));
        if (write_at(hierarchy[CPU].fd, file, value)) return fail("weighing the processor: %s", strerror(errno));
    }
    return 0;
}

int cgroups_freeze(int slot, bool frozen) {
    char file[64];
    if (hierarchy[UNIFIED].fd >= 0) {
        name_of(slot, "cgroup.freeze", file, sizeof file);
        return write_at(hierarchy[UNIFIED].fd, file, frozen ? "1" : "0");
    }
    if (hierarchy[FREEZER].fd < 0) return -1;
    name_of(slot, "freezer.state", file, sizeof file);
    return write_at(hierarchy[FREEZER].fd, file, frozen ? "FROZEN" : "THAWED");
}

void cgroups_kill(int slot) {
    char file[64];
    /* On v1 a frozen process does not even die. */
    if (hierarchy[UNIFIED].fd < 0) cgroups_freeze(slot, false);
    name_of(slot, "cgroup.kill", file, sizeof file);
    if (hierarchy[UNIFIED].fd >= 0) write_at(hierarchy[UNIFIED].fd, file, "1");
}

static uint64_t number_after(const char *text, const char *word) {
    const char *at = strstr(text, word);
    return at ? strtoull(at + strlen(word), NULL, 10) : 0;
}

/* Asks for a sign when the group grows beyond so many bytes: on v1 by a threshold, on v2 by the soft limit, which slows growth too. */
static int arm(int slot, int sign, uint64_t bytes) {
    char file[64], text[96];
    if (!hierarchy[MEMORY].v1) {
        name_of(slot, "memory.high", file, sizeof file);
        snprintf(text, sizeof text, "%llu", (unsigned long long)bytes);
        return write_at(hierarchy[MEMORY].fd, file, text);
    }
    name_of(slot, "memory.usage_in_bytes", file, sizeof file);
    int usage = openat(hierarchy[MEMORY].fd, file, O_RDONLY | O_CLOEXEC);
    if (usage < 0) return -1;
    snprintf(text, sizeof text, "%d %d %llu", sign, usage, (unsigned long long)bytes);
    name_of(slot, "cgroup.event_control", file, sizeof file);
    int result = write_at(hierarchy[MEMORY].fd, file, text);
    close(usage);
    return result;
}

bool cgroups_limit_memory(void) {
    return hierarchy[MEMORY].fd >= 0;
}

int cgroups_watch_memory(int slot, uint64_t memory_megabytes) {
    if (hierarchy[MEMORY].fd < 0) return -1;
    char file[64];
    name_of(slot, "memory.events", file, sizeof file);
    int sign = hierarchy[MEMORY].v1 ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)
                                    : openat(hierarchy[MEMORY].fd, file, O_RDONLY | O_CLOEXEC);
    if (sign >= 0 && arm(slot, sign, memory_megabytes << 20)) {
        close(sign);
        return -1;
    }
    return sign;
}

/* What to wait for on such a sign. */
uint32_t cgroups_memory_events(void) {
    return hierarchy[MEMORY].v1 ? EPOLLIN : EPOLLPRI | EPOLLET;
}

static int read_number(int slot, const char *name, uint64_t *number) {
    char file[64], text[64];
    name_of(slot, name, file, sizeof file);
    if (read_at(hierarchy[MEMORY].fd, file, text, sizeof text)) return -1;
    *number = strtoull(text, NULL, 10);
    return 0;
}

/* After a sign, or when the watch begins: whether the function's own memory is used up. If not, the next sign comes when the group has
   grown further. What was passed while the sign was being asked for gives none, so that is looked at again. */
bool cgroups_memory_exceeded(int slot, int sign, uint64_t memory_megabytes) {
    char file[64], text[4096];
    bool v1 = hierarchy[MEMORY].v1;
    uint64_t limit = memory_megabytes << 20, slack = 2u << 20, step = 16u << 20, used = 0;
    const char *usage = v1 ? "memory.usage_in_bytes" : "memory.current";
    /* Only so that the next sign is one. */
    if ((v1 ? read(sign, text, 8) : pread(sign, text, sizeof text, 0)) < 0 && errno != EAGAIN) return false;
    name_of(slot, "memory.stat", file, sizeof file);
    for (;;) {
        if (read_number(slot, usage, &used) || used < limit) return false; /* the first sign is still to come */
        if (read_at(hierarchy[MEMORY].fd, file, text, sizeof text)) return false;
        uint64_t own = number_after(text, v1 ? "total_rss " : "anon ");
        if (own + slack >= limit) return true;
        uint64_t left = limit - own, next = used + (left < step ? left : step);
        if (arm(slot, sign, next) || read_number(slot, usage, &used) || used < next) return false;
    }
}

void cgroups_usage(int slot, uint64_t *peak_bytes, uint64_t *cpu_micros, uint64_t *oom_kills) {
    char file[64], text[2048];
    bool memory_v1 = hierarchy[MEMORY].v1;
    *peak_bytes = *cpu_micros = *oom_kills = 0;
    if (hierarchy[MEMORY].fd >= 0) {
        name_of(slot, memory_v1 ? "memory.max_usage_in_bytes" : "memory.peak", file, sizeof file);
        if (!read_at(hierarchy[MEMORY].fd, file, text, sizeof text)) *peak_bytes = strtoull(text, NULL, 10);
        name_of(slot, memory_v1 ? "memory.oom_control" : "memory.events", file, sizeof file);
        if (!read_at(hierarchy[MEMORY].fd, file, text, sizeof text)) *oom_kills = number_after(text, "oom_kill ");
    }
    if (hierarchy[UNIFIED].fd >= 0) {
        name_of(slot, "cpu.stat", file, sizeof file);
        if (!read_at(hierarchy[UNIFIED].fd, file, text, sizeof text)) *cpu_micros = number_after(text, "usage_usec ");
    }
}
