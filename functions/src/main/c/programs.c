/* What runs inside environments: programs that are executed, and zygotes that fork themselves. */
#include "launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAXIMUM_EXTENSIONS 10
#define ZYGOTE_REST_MILLIS 2000
#define ZYGOTE_PATIENCE_MILLIS 15000
#define ZYGOTE_START_MILLIS 120000 /* what it loads may be much, and the machine busy */

struct profile profiles[MAXIMUM_PROFILES];
int profile_count;

struct profile *profile_of(const char *name) {
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

static const char *variable(char **environment, const char *prefix) {
    for (; *environment; environment++) {
        if (strncmp(*environment, prefix, strlen(prefix)) == 0) return *environment + strlen(prefix);
    }
    return NULL;
}

/* Programs that have to be told their share of the memory. */
static void fill_in(struct profile *profile, const struct order *order) {
    static char words[4][64];
    int n = 0;
    for (char **word = profile->argv; *word && n < 4; word++) {
        char *at = strstr(*word, "{heap}");
        if (!at) continue;
        snprintf(words[n], sizeof words[n], "%.*s%llu%s", (int)(at - *word), *word, (unsigned long long)order->heap, at + 6);
        *word = words[n++];
    }
}

/* Says over the runtime API how the extension ended: "exit", "signal" or, when it could not even begin, "launch". */
static void tell_end(const char *name, const char *how, int number) {
    char request[512];
    struct sockaddr_in api = {.sin_family = AF_INET, .sin_port = htons(RUNTIME_API_PORT), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int length = snprintf(request, sizeof request, "POST /gust/extension/%.200s/%s/%d HTTP/1.1\r\nContent-Length: 0\r\n\r\n", name,
                          how, number);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&api, sizeof api) || write(fd, request, (size_t)length) != length) return;
    /* Heard before this process, and with it the environment, may go. */
    if (read(fd, request, sizeof request) < 0) return;
}

/* Runs the extension and waits for its end, which nobody else would notice. */
static _Noreturn void watch_extension(char *path, const char *name, char **environment) {
    pid_t pid = fork();
    if (pid == 0) {
        char *argv[] = {path, NULL};
        execve(path, argv, environment);
        tell_end(name, "launch", errno);
        _exit(127);
    }
    int status = 0;
    if (pid > 0) {
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
        tell_end(name, WIFSIGNALED(status) ? "signal" : "exit", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
    _exit(0);
}

/* What AWS tells the runtime only. */
static char **for_extensions(char **environment) {
    static const char *const others[] = {"_HANDLER=", "AWS_EXECUTION_ENV=", "AWS_LAMBDA_LOG_GROUP_NAME=", "AWS_LAMBDA_LOG_STREAM_NAME=",
                                         "AWS_XRAY_CONTEXT_MISSING=", "AWS_XRAY_DAEMON_ADDRESS=", "LAMBDA_RUNTIME_DIR=",
                                         "LAMBDA_TASK_ROOT=", "_AWS_XRAY_DAEMON_ADDRESS=", "_AWS_XRAY_DAEMON_PORT="};
    int count = 0, kept = 0;
    while (environment[count]) count++;
    char **own = calloc((size_t)count + 1, sizeof *own);
    if (!own) _exit(125);
    for (int i = 0; i < count; i++) {
        bool other = false;
        for (size_t j = 0; j < sizeof others / sizeof *others; j++) other |= strncmp(environment[i], others[j], strlen(others[j])) == 0;
        if (!other) own[kept++] = environment[i];
    }
    return own;
}

/* Programs beside the runtime, with an output of their own and without its channel. They are the init's children, not the function's. */
static void start_extensions(char **all) {
    char **environment = for_extensions(all);
    DIR *folder = opendir("/opt/extensions");
    struct dirent *entry;
    int count = 0;
    while (folder && count < MAXIMUM_EXTENSIONS && (entry = readdir(folder))) {
        char path[300];
        struct stat about;
        snprintf(path, sizeof path, "/opt/extensions/%s", entry->d_name);
        if (stat(path, &about) || !S_ISREG(about.st_mode)) continue;
        count++;
        pid_t pid = fork();
        if (pid == 0) {
            if (fork()) _exit(0);
            dup2(4, 1);
            dup2(4, 2);
            close(3);
            close(4);
            watch_extension(path, entry->d_name, environment);
        }
        if (pid > 0) waitpid(pid, NULL, 0);
    }
    if (folder) closedir(folder);
    close(4);
}

/* In the confined child: becomes the program, with variables from the channel if it was told so. */
static _Noreturn void become(struct profile *profile, const struct order *order) {
    static char *usual[] = {"PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin", "LANG=en_US.UTF-8", "TZ=:UTC",
                            "LD_LIBRARY_PATH=/var/task:/var/task/lib:/opt/lib", NULL};
    char **environment = usual;
    if (order->environment) {
        uint32_t size = 0;
        if (!read_fully(3, &size, sizeof size) || size == 0 || size > (1u << 20)) _exit(125);
        char *text = malloc(size);
        environment = calloc(size + 1, sizeof *environment);
        if (!text || !environment || !read_fully(3, text, size) || text[size - 1]) _exit(125);
        int n = 0;
        for (char *at = text; at < text + size; at += strlen(at) + 1) environment[n++] = at;
    }
    if (chdir("/var/task")) _exit(125);
    fill_in(profile, order);
    if (order->extensions) start_extensions(environment);
    const char *wrapper = order->environment ? variable(environment, "AWS_LAMBDA_EXEC_WRAPPER=") : NULL;
    bool custom = strcmp(profile->argv[0], "/var/task/bootstrap") == 0;
    if (wrapper && !custom) {
        char *wrapped[sizeof profile->argv / sizeof *profile->argv + 1] = {(char *)wrapper};
        memcpy(wrapped + 1, profile->argv, sizeof profile->argv);
        execve(wrapper, wrapped, environment);
        dprintf(2, "fork/exec %s: %s\n", wrapper, strerror(errno));
        _exit(127);
    }
    execve(profile->argv[0], profile->argv, environment);
    if (errno == ENOENT && custom) {
        profile->argv[0] = "/opt/bootstrap";
        execve(profile->argv[0], profile->argv, environment);
    }
    dprintf(2, "fork/exec %s: %s\n", profile->argv[0], strerror(errno));
    _exit(127);
}

/* Where there are no cgroups: less exact, as it counts what a program asks for, stacks of threads included. */
void limit_process(const struct box *box) {
    if (cgroups_limit_memory() || box->runtime <= 0 || !box->memory) return;
    rlim_t most = (rlim_t)(box->memory + 256) << 20;
    struct rlimit data = {most, most};
    prlimit(box->runtime, RLIMIT_DATA, &data, NULL);
}

static void tell_start(const struct box *box) {
    say("started %llu %d %llu", (unsigned long long)box->id, box->slot, (unsigned long long)box->place);
}

static int ask_zygote(struct profile *profile, struct box *box, struct box_entry *entry) {
    int fds[4 + MAXIMUM_TASKS_FILES] = {entry->init_pidfd, entry->channel_fd, entry->output_fd}, count = 3;
    if (entry->unified_fd >= 0) fds[count++] = entry->unified_fd;
    for (int i = 0; i < entry->tasks; i++) fds[count++] = entry->tasks_fd[i];
    if (profile->socket < 0 && (now_millis() - profile->since < ZYGOTE_REST_MILLIS || start_zygote(profile)))
        return fail("the %s zygote could not be started", profile->name);
    if (send_with_fds(profile->socket, entry, sizeof *entry, fds, count)) return fail("asking the zygote: %s", strerror(errno));
    box->state = FORKING;
    box->asked = now_millis();
    return 0;
}

int start_runtime(struct box *box) {
    struct profile *profile = profile_of(box->order.profile);
    struct box_entry entry = {.id = box->id,
                              .uid = settings.rootless ? 0 : FIRST_UID + (uint32_t)box->slot,
                              .init_pidfd = box->pidfd,
                              .channel_fd = box->channel,
                              .output_fd = box->output,
                              .beside_fd = box->beside,
                              .unified_fd = cgroups_open_unified(box->slot)};
    entry.tasks = cgroups_open_tasks(box->slot, entry.tasks_fd);
    int result = 0;
    if (profile->zygote) {
        result = ask_zygote(profile, box, &entry);
    } else {
        pid_t pid = box_clone(&entry, false);
        if (pid == 0) become(profile, &box->order);
        if (pid < 0) {
            result = fail("starting %s: %s", profile->name, strerror(errno));
        } else {
            box->runtime = pid;
            box->state = RUNNING;
            limit_process(box);
            tell_start(box);
        }
        /* Children of the launcher itself belong to its own pid namespace again. */
        if (setns(own_pids, CLONE_NEWPID)) stopping = true;
    }
    close_at(&entry.unified_fd);
    for (int i = 0; i < entry.tasks; i++) close(entry.tasks_fd[i]);
    close_at(&box->channel);
    close_at(&box->output);
    close_at(&box->beside);
    return result;
}

int start_zygote(struct profile *profile) {
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
    profile->since = now_millis();
    profile->socket = pair[0];
    watch(profile->socket, ZYGOTE, (int)(profile - profiles));
    return 0;
}

static void zygote_gone(struct profile *profile) {
    unwatch(profile->socket);
    close_at(&profile->socket);
    profile->ready = false;
    fail("the %s zygote ended", profile->name);
    for (int i = 0; i < boxes_used; i++) {
        if (boxes[i].state == FORKING && strcmp(boxes[i].order.profile, profile->name) == 0) refuse(&boxes[i]);
    }
    /* One that ends at once is tried again when somebody asks for it. */
    if (!stopping && now_millis() - profile->since >= ZYGOTE_REST_MILLIS && start_zygote(profile))
        fprintf(stderr, "gust-launcher: %s\n", failure);
}

bool forking(void) {
    bool any = false;
    for (int i = 0; i < boxes_used; i++) {
        if (boxes[i].state != FORKING) continue;
        any = true;
        struct profile *profile = profile_of(boxes[i].order.profile);
        int64_t from = boxes[i].asked > profile->heard ? boxes[i].asked : profile->heard;
        int64_t end = profile->ready ? from + ZYGOTE_PATIENCE_MILLIS : profile->since + ZYGOTE_START_MILLIS;
        /* It does nothing but fork: this one hangs. Its end is heard, and another takes its place. */
        if (now_millis() > end && profile->socket >= 0) kill(profile->pid, SIGKILL);
    }
    return any;
}

void hear_zygote(struct profile *profile) {
    int64_t answer[2];
    int none = 0;
    ssize_t n = receive_with_fds(profile->socket, answer, sizeof answer, 0, NULL, &none);
    if (n != (ssize_t)sizeof answer) {
        zygote_gone(profile);
        return;
    }
    profile->heard = now_millis();
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
    tell_start(box);
}
