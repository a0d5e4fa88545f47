/* The server's connections. It says in the first line what one is for: "control"; "channel ID", "output ID" and "beside ID" (what
   extensions write), which are handed to the environment of that number; or "inward ID PORT", which is carried to a port inside it. */
#include "launcher.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAXIMUM_CONNECTIONS (3 * MAXIMUM_BOXES)

struct connection {
    int fd;
    enum purpose purpose;
    uint64_t id;
};

static struct connection connections[MAXIMUM_CONNECTIONS];
static int connection_count;

void forget_connection(int index, bool close_it) {
    if (close_it) close(connections[index].fd);
    else unwatch(connections[index].fd);
    connections[index].fd = -1;
    while (connection_count > 0 && connections[connection_count - 1].fd < 0) connection_count--;
}

/* Reads the first line and not a byte more: what follows is for the environment. */
void read_purpose(int index) {
    struct connection *connection = &connections[index];
    if (connection->fd < 0 || connection->purpose != UNKNOWN) return;
    char line[64];
    ssize_t n = recv(connection->fd, line, sizeof line - 1, MSG_PEEK | MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    char *end = n > 0 ? memchr(line, '\n', (size_t)n) : NULL;
    if (!end) {
        if (n <= 0 || n == sizeof line - 1) forget_connection(index, true);
        return;
    }
    size_t length = (size_t)(end - line) + 1;
    if (recv(connection->fd, line, length, 0) != (ssize_t)length) {
        forget_connection(index, true);
        return;
    }
    line[length - 1] = 0;
    unsigned long long id;
    unsigned port;
    if (strcmp(line, "control") == 0 && control < 0) {
        control = connection->fd;
        forget_connection(index, false);
        watch(control, CONTROL, 0);
        for (int i = 0; i < profile_count; i++) {
            if (profiles[i].ready) say("ready %s", profiles[i].name);
        }
    } else if (sscanf(line, "inward %llu %u", &id, &port) == 2) {
        int server = connection->fd;
        forget_connection(index, false);
        reach_inside(id, port, server);
    } else if (sscanf(line, "channel %llu", &id) == 1 || sscanf(line, "output %llu", &id) == 1 ||
               sscanf(line, "beside %llu", &id) == 1) {
        connection->purpose = line[0] == 'c' ? CHANNEL : line[0] == 'o' ? OUTPUT : BESIDE;
        connection->id = id;
        unwatch(connection->fd);
    } else {
        forget_connection(index, true);
    }
}

void accept_connections(void) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) return;
        struct ucred peer;
        socklen_t size = sizeof peer;
        if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) || (peer.uid != settings.peer && peer.uid != 0)) {
            close(fd);
            continue;
        }
        int index = 0;
        while (index < connection_count && connections[index].fd >= 0) index++;
        if (index == MAXIMUM_CONNECTIONS) {
            close(fd);
            continue;
        }
        if (index == connection_count) connection_count++;
        connections[index] = (struct connection){.fd = fd};
        watch(fd, CONNECTION, index);
        read_purpose(index);
    }
}

void hear_connections(void) {
    accept_connections();
    for (int i = 0; i < connection_count; i++) read_purpose(i);
}

int take_connection(uint64_t id, enum purpose purpose) {
    for (int i = 0; i < connection_count; i++) {
        if (connections[i].fd >= 0 && connections[i].id == id && connections[i].purpose == purpose) {
            int fd = connections[i].fd;
            connections[i].fd = -1;
            connections[i].purpose = UNKNOWN;
            return fd;
        }
    }
    return -1;
}
