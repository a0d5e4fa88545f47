/* For interpreters that can fork ready-made copies of themselves: loaded into a zygote as a library. The zygote never runs a line of
   a function's code; each child enters an environment before it does anything else, and is the launcher's child, not the
   zygote's. */
#include "gust.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

char failure[512];

/* Tells the launcher that the zygote is ready, then serves it for ever. Returns in children only: 0, with the channel at fd 3. */
int gust_zygote(int launcher) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    int64_t answer[2] = {-1, 0};
    if (send_with_fds(launcher, answer, sizeof answer, NULL, 0)) return -1;
    for (;;) {
        struct box_entry entry;
        int fds[4 + MAXIMUM_TASKS_FILES], count = 4 + MAXIMUM_TASKS_FILES;
        ssize_t n = receive_with_fds(launcher, &entry, sizeof entry, 0, fds, &count);
        if (n <= 0) _exit(0);
        int fixed = entry.unified_fd >= 0 ? 4 : 3;
        pid_t pid = -1;
        if (n == (ssize_t)sizeof entry && count >= fixed && count - fixed == entry.tasks) {
            entry.init_pidfd = fds[0];
            entry.channel_fd = fds[1];
            entry.output_fd = fds[2];
            if (fixed == 4) entry.unified_fd = fds[3];
            for (int i = 0; i < entry.tasks; i++) entry.tasks_fd[i] = fds[fixed + i];
            pid = box_clone(&entry, true);
            if (pid == 0) return 0;
        }
        answer[0] = (int64_t)entry.id;
        answer[1] = pid > 0 ? pid : -errno;
        for (int i = 0; i < count; i++) close(fds[i]);
        send_with_fds(launcher, answer, sizeof answer, NULL, 0);
    }
}
