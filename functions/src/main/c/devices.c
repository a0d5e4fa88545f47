/* /dev inside environments: the harmless ones for all, and those of the machine that an operator offers for whoever asks by name.
   What a device is, is looked up when a function starts, as drivers make some only when they are first used. */
#include "gust.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define MAXIMUM_PATHS 16

static struct offer {
    const char *name;
    const char *paths[MAXIMUM_PATHS]; /* below /dev */
    int count;
} offers[MAXIMUM_DEVICES];
static int offer_count;
/* The machine's /dev, which is out of sight once the launcher has its own root. */
static int machine = -1;

int devices_offer(char *words) {
    char *rest = NULL;
    if (offer_count == MAXIMUM_DEVICES) return fail("more than %d devices", MAXIMUM_DEVICES);
    struct offer *offer = &offers[offer_count];
    char *paths = strchr(words, '=');
    if (!paths) return fail("a device must say NAME=PATH:PATH, got %s", words);
    *paths++ = 0;
    offer->name = words;
    for (char *path = strtok_r(paths, ":", &rest); path; path = strtok_r(NULL, ":", &rest)) {
        if (strncmp(path, "/dev/", 5) != 0 || strstr(path, "..")) return fail("not below /dev: %s", path);
        if (offer->count == MAXIMUM_PATHS) return fail("more than %d paths for the device %s", MAXIMUM_PATHS, words);
        offer->paths[offer->count++] = path + 5;
    }
    offer_count++;
    return 0;
}

int devices_open(void) {
    if (offer_count) machine = open("/dev", O_PATH | O_DIRECTORY | O_CLOEXEC);
    return offer_count && machine < 0 ? fail("opening /dev: %s", strerror(errno)) : 0;
}

int devices_named(const char *name, uint32_t *wanted) {
    for (int i = 0; i < offer_count; i++) {
        if (strcmp(offers[i].name, name) != 0) continue;
        *wanted |= 1u << i;
        return 0;
    }
    return fail("no device %.80s is offered", name);
}

int devices_furnish(void) {
    static const struct {
        const char *name;
        unsigned major, minor;
    } devices[] = {{"null", 1, 3}, {"zero", 1, 5}, {"full", 1, 7}, {"random", 1, 8}, {"urandom", 1, 9}};
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        char target[32], source[32];
        snprintf(target, sizeof target, "dev/%s", devices[i].name);
        snprintf(source, sizeof source, "/dev/%s", devices[i].name);
        if (mknod(target, S_IFCHR | 0666, makedev(devices[i].major, devices[i].minor)) == 0) {
            if (chmod(target, 0666)) return fail("opening %s to all: %s", target, strerror(errno));
            continue;
        }
        /* Inside a user namespace devices can not be made, but those of the machine can be shown. */
        int file = open(target, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
        if (file >= 0) close(file);
        if (mount(source, target, NULL, MS_BIND, NULL)) return fail("mounting %s: %s", source, strerror(errno));
    }
    if (symlink("/proc/self/fd", "dev/fd") || symlink("/proc/self/fd/0", "dev/stdin") ||
        symlink("/proc/self/fd/1", "dev/stdout") || symlink("/proc/self/fd/2", "dev/stderr"))
        return fail("linking /dev/fd: %s", strerror(errno));
    return 0;
}

/* A node of the function's own, so that the machine's keeps its owner and mode. */
static int make_node(const char *path, uid_t owner) {
    struct stat about;
    char target[300];
    snprintf(target, sizeof target, "dev/%s", path);
    if (fstatat(machine, path, &about, 0)) return fail("/dev/%s: %s", path, strerror(errno));
    if (!S_ISCHR(about.st_mode) && !S_ISBLK(about.st_mode)) return fail("/dev/%s is no device", path);
    for (char *slash = strchr(target + 4, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(target, 0755) && errno != EEXIST) return fail("making /%s: %s", target, strerror(errno));
        *slash = '/';
    }
    if (mknod(target, (about.st_mode & S_IFMT) | 0600, about.st_rdev) && errno != EEXIST)
        return fail("making /%s: %s", target, strerror(errno));
    return chown(target, owner, owner) ? fail("handing over /%s: %s", target, strerror(errno)) : 0;
}

int devices_mount(uint32_t wanted, uid_t owner) {
    if (mount("dev", "dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "size=64k,mode=755"))
        return fail("mounting /dev: %s", strerror(errno));
    if (devices_furnish()) return -1;
    for (int i = 0; i < offer_count; i++) {
        for (int n = 0; (wanted & (1u << i)) && n < offers[i].count; n++) {
            if (make_node(offers[i].paths[n], owner)) return -1;
        }
    }
    if (mount(NULL, "dev", NULL, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NOEXEC, NULL))
        return fail("closing /dev: %s", strerror(errno));
    return 0;
}
