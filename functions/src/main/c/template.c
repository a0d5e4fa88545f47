/* The mount namespace that every environment starts from: a root in memory with the machine's programs, read-only, and nothing of
   its data. The launcher lives in it, so that a new environment is a plain copy. */
#include "gust.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MOUNT_ATTR_RDONLY
#define MOUNT_ATTR_RDONLY 0x00000001
#define MOUNT_ATTR_NOSUID 0x00000002
#define MOUNT_ATTR_NODEV 0x00000004
struct mount_attr {
    uint64_t attr_set, attr_clr, propagation, userns_fd;
};
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

/* Mounts a copy of what is at source, without anything that could raise privileges. */
static int tree_of(const char *source, bool recursive) {
    unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
    int tree = (int)syscall(SYS_open_tree, AT_FDCWD, source, flags);
    if (tree < 0) return -1;
    struct mount_attr wanted = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
    if (syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0), &wanted, sizeof wanted)) {
        int problem = errno;
        close(tree);
        errno = problem;
        return -1;
    }
    return tree;
}

static int attach(int tree, const char *target) {
    return (int)syscall(SYS_move_mount, tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
}

static int bind_read_only(const char *source, const char *target) {
    int tree = tree_of(source, true);
    if (tree < 0) return -1;
    int result = attach(tree, target);
    int problem = errno;
    close(tree);
    errno = problem;
    return result;
}

static int make_folders(const char *path) {
    char part[512];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(part, 0755) && errno != EEXIST) return -1;
        *slash = '/';
    }
    return mkdir(part, 0755) && errno != EEXIST ? -1 : 0;
}

static void write_file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return;
    size_t length = strlen(text);
    if (write(fd, text, length) != (ssize_t)length) fail("writing %s: %s", path, strerror(errno));
    close(fd);
}

static void copy_file(const char *source, const char *target) {
    int from = open(source, O_RDONLY | O_CLOEXEC);
    if (from < 0) return;
    int to = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    char buffer[16384];
    ssize_t n;
    while (to >= 0 && (n = read(from, buffer, sizeof buffer)) > 0) {
        if (write(to, buffer, (size_t)n) != n) break;
    }
    close(from);
    if (to >= 0) close(to);
}

/* The names are those that functions see on AWS. Each environment's uid has a line, so that looking up one's own home works. */
static void write_users(bool single_uid) {
    FILE *users = fopen("etc/passwd", "we");
    if (!users) return;
    if (single_uid) {
        fprintf(users, "sbx_user1051:x:0:0::/home/sbx_user1051:/sbin/nologin\n");
    } else {
        fprintf(users, "root:x:0:0:root:/root:/sbin/nologin\n");
        for (unsigned slot = 0; slot < MAXIMUM_BOXES; slot++) {
            fprintf(users, "sbx_user1051:x:%u:%u::/home/sbx_user1051:/sbin/nologin\n", FIRST_UID + slot, FIRST_UID + slot);
        }
    }
    fclose(users);
    write_file("etc/group", "root:x:0:\n");
}

/* Names are asked of the proxy, which asks the machine's own servers; how names are completed is kept. */
static void write_resolver(void) {
    FILE *from = fopen("/etc/resolv.conf", "re"), *to = fopen("etc/resolv.conf", "we");
    char line[512];
    if (to) fprintf(to, "nameserver 169.254.100.1\n");
    while (from && to && fgets(line, sizeof line, from)) {
        if (strncmp(line, "search ", 7) == 0 || strncmp(line, "domain ", 7) == 0 || strncmp(line, "options ", 8) == 0) fputs(line, to);
    }
    if (from) fclose(from);
    if (to) fclose(to);
}

static int furnish_etc(const struct template_settings *settings) {
    if (mkdir("etc", 0755)) return fail("making /etc: %s", strerror(errno));
    write_users(settings->single_uid);
    if (settings->own_names) write_resolver();
    write_file("etc/hosts", "127.0.0.1 localhost\n::1 localhost\n127.0.0.1 sandbox.localdomain sandbox\n");
    write_file("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    if (symlink("/usr/share/zoneinfo/UTC", "etc/localtime")) return fail("linking /etc/localtime: %s", strerror(errno));
    static const char *const copied[] = {"ld.so.cache", "mime.types", "services", "protocols", "os-release"};
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
        char source[64], target[64];
        snprintf(source, sizeof source, "/etc/%s", copied[i]);
        snprintf(target, sizeof target, "etc/%s", copied[i]);
        copy_file(source, target);
    }
    static const char *const shared[] = {"ssl", "pki", "ca-certificates", "alternatives"};
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        char source[64], target[64];
        snprintf(source, sizeof source, "/etc/%s", shared[i]);
        snprintf(target, sizeof target, "etc/%s", shared[i]);
        struct stat there;
        if (stat(source, &there) || !S_ISDIR(there.st_mode)) continue;
        if (mkdir(target, 0755) || bind_read_only(source, target)) return fail("mounting %s: %s", source, strerror(errno));
    }
    return 0;
}

static int furnish_dev(void) {
    if (mkdir("dev", 0755)) return fail("making /dev: %s", strerror(errno));
    return devices_furnish();
}

/* /lib, /bin and their like are links into /usr on most machines, and folders of their own on others. */
static int furnish_programs(void) {
    if (mkdir("usr", 0755) || bind_read_only("/usr", "usr")) return fail("mounting /usr: %s", strerror(errno));
    static const char *const roots[] = {"bin", "sbin", "lib", "lib32", "lib64", "libx32"};
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        char source[16], link[256];
        snprintf(source, sizeof source, "/%s", roots[i]);
        ssize_t length = readlink(source, link, sizeof link - 1);
        struct stat there;
        if (length > 0) {
            link[length] = 0;
            if (symlink(link, roots[i])) return fail("linking %s: %s", source, strerror(errno));
        } else if (stat(source, &there) == 0) {
            if (mkdir(roots[i], 0755) || bind_read_only(source, roots[i]))
                return fail("mounting %s: %s", source, strerror(errno));
        }
    }
    return 0;
}

static int furnish_own(const struct template_settings *settings) {
    static const char *const folders[] = {"proc", "tmp", "var", "var/task", "var/runtime", "var/classes", "opt", "var/lang", "var/packs", ".gust",
                                          ".gust/code", ".gust/proc", "home", "home/sbx_user1051"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (mkdir(folders[i], 0755)) return fail("making /%s: %s", folders[i], strerror(errno));
    }
    /* In a user namespace a fresh /proc may only be mounted where a whole one is to be seen already. */
    if (settings->single_uid && mount("/proc", ".gust/proc", NULL, MS_BIND | MS_REC, NULL))
        return fail("mounting the machine's /proc: %s", strerror(errno));
    if (bind_read_only(settings->code, ".gust/code")) return fail("mounting %s: %s", settings->code, strerror(errno));
    if (bind_read_only(settings->runtime, "var/runtime")) return fail("mounting %s: %s", settings->runtime, strerror(errno));
    /* Modules of the other kind know no NODE_PATH, and look through the folders above the package: first the layers', then ours. */
    if (symlink("/opt/nodejs/node_modules", "var/node_modules") || symlink("/var/packs/nodejs/node_modules", "node_modules"))
        return fail("linking node_modules: %s", strerror(errno));
    if (settings->packs && bind_read_only(settings->packs, "var/packs"))
        return fail("mounting %s: %s", settings->packs, strerror(errno));
    for (int i = 0; i < settings->bind_count; i++) {
        char source[512];
        snprintf(source, sizeof source, "%s", settings->binds[i]);
        char *target = strchr(source, '=');
        if (!target) return fail("a mount must say SOURCE=TARGET, got %s", source);
        *target++ = 0;
        if (make_folders(target + 1) || bind_read_only(source, target + 1))
            return fail("mounting %s: %s", source, strerror(errno));
    }
    return 0;
}

int template_enter(const struct template_settings *settings) {
    if (unshare(CLONE_NEWNS)) return fail("making a mount namespace: %s", strerror(errno));
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) return fail("detaching from the machine's mounts: %s", strerror(errno));
    if (mount("gust", settings->root, "tmpfs", MS_NOSUID, "size=16m,mode=755"))
        return fail("mounting a root in memory at %s: %s", settings->root, strerror(errno));
    if (chdir(settings->root)) return fail("entering %s: %s", settings->root, strerror(errno));
    if (furnish_programs() || furnish_etc(settings) || furnish_dev() || furnish_own(settings)) return -1;
    if (syscall(SYS_pivot_root, ".", ".")) return fail("changing the root: %s", strerror(errno));
    if (umount2(".", MNT_DETACH)) return fail("letting the old root go: %s", strerror(errno));
    if (chdir("/")) return fail("entering the new root: %s", strerror(errno));
    struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};
    if (syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, &read_only, sizeof read_only))
        return fail("making the root read-only: %s", strerror(errno));
    return 0;
}

#define PACKAGES "/.gust/code"

/* Packages are named by 64 hexadecimal digits and nothing else. */
static bool is_package(const char *id) {
    return strlen(id) == 64 && strspn(id, "0123456789abcdef") == 64;
}

static int package_tree(const char *folder, const char *id) {
    char path[128];
    if (!is_package(id)) return fail("not a package id: %.80s", id);
    snprintf(path, sizeof path, "%s/%s", folder, id);
    int tree = tree_of(path, false);
    return tree < 0 ? fail("opening package %s: %s", id, strerror(errno)) : tree;
}

static int layers_tree(char *const *layers, int count) {
    if (count == 1) return package_tree(PACKAGES, layers[0]);
    char lower[1024] = "";
    for (int i = count - 1; i >= 0; i--) {
        if (!is_package(layers[i])) return fail("not a package id: %.80s", layers[i]);
        size_t used = strlen(lower);
        snprintf(lower + used, sizeof lower - used, "%s/.gust/code/%s", used ? ":" : "", layers[i]);
    }
    int context = (int)syscall(SYS_fsopen, "overlay", FSOPEN_CLOEXEC);
    if (context < 0) return fail("layers need overlayfs, which this kernel lacks: %s", strerror(errno));
    int tree = -1;
    if (syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "source", "layers", 0) == 0 &&
        syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "lowerdir", lower, 0) == 0 &&
        syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0) {
        tree = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC,
                            MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    }
    int problem = errno;
    close(context);
    return tree < 0 ? fail("merging %d layers: %s", count, strerror(problem)) : tree;
}

int template_mount_code(int init_pidfd, int own_namespace, const struct content *content) {
    int code_tree = package_tree(PACKAGES, content->code), opt_tree = -1, classes_tree = -1;
    if (code_tree >= 0 && content->layer_count) opt_tree = layers_tree(content->layers, content->layer_count);
    if (code_tree >= 0 && content->classes) classes_tree = package_tree(PACKAGES "/classes", content->classes);
    int result = 0;
    if (code_tree < 0 || (content->layer_count && opt_tree < 0) || (content->classes && classes_tree < 0)) {
        result = -1;
    } else if (setns(init_pidfd, CLONE_NEWNS)) {
        result = fail("entering the environment: %s", strerror(errno));
    } else {
        if (attach(code_tree, "/var/task")) result = fail("mounting /var/task: %s", strerror(errno));
        if (!result && opt_tree >= 0 && attach(opt_tree, "/opt")) result = fail("mounting /opt: %s", strerror(errno));
        if (!result && classes_tree >= 0 && attach(classes_tree, "/var/classes"))
            result = fail("mounting /var/classes: %s", strerror(errno));
        if (!result && content->devices) result = devices_mount(content->devices, content->owner);
        if (!result && content->temporary_megabytes) {
            char options[64];
            snprintf(options, sizeof options, "size=%llum", (unsigned long long)content->temporary_megabytes);
            if (mount(NULL, "/tmp", NULL, MS_REMOUNT | MS_NOSUID | MS_NODEV, options))
                result = fail("sizing /tmp: %s", strerror(errno));
        }
        /* Without its own namespace the launcher can do nothing right any more. */
        if (setns(own_namespace, CLONE_NEWNS)) _exit(70);
    }
    if (code_tree >= 0) close(code_tree);
    if (opt_tree >= 0) close(opt_tree);
    if (classes_tree >= 0) close(classes_tree);
    return result;
}
