/* Names for functions: datagrams that an environment sends to its name server are asked on by the proxy of the servers that the machine
   itself asks, which may well be on its own loopback, and the answers are sent back. */
#include "proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAXIMUM_SERVERS 3
#define MAXIMUM_QUESTION 1232
#define MAXIMUM_ANSWER 8192
#define MAXIMUM_QUERIES 1024
#define QUERIES_PER_LISTENER 64
#define PATIENCE_MILLIS 1500
#define CHECK_MILLIS 200
#define NAME_PORT 53
#define SERVER_FAILED 2
#define REFUSED 5

struct query {
    enum kind kind;
    int fd;
    int attempt;
    bool dead;
    int64_t deadline;
    struct listener *listener;
    struct sockaddr_in client;
    size_t length;
    struct query *next;
    unsigned char question[MAXIMUM_QUESTION];
};

static struct query *queries;
static int query_count;
static struct sockaddr_storage servers[MAXIMUM_SERVERS];
static int server_count;

static int64_t now_millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* An address, with a port behind a colon when it is IPv4: "10.0.0.2", "127.0.0.1:5353", "fe80::1". */
static bool read_server(const char *text, struct sockaddr_storage *server) {
    char address[64];
    unsigned port = NAME_PORT;
    struct sockaddr_in *four = (struct sockaddr_in *)server;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)server;
    memset(server, 0, sizeof *server);
    if (sscanf(text, "%63[0-9.]:%u", address, &port) >= 1 && inet_pton(AF_INET, address, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((uint16_t)port);
        return true;
    }
    if (sscanf(text, "%63[0-9a-fA-F:.]", address) == 1 && inet_pton(AF_INET6, address, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(NAME_PORT);
        return true;
    }
    return false;
}

static void read_settings(void) {
    char list[256];
    char *rest = NULL;
    snprintf(list, sizeof list, "%s", reach->nameservers);
    for (char *word = strtok_r(list, ",", &rest); word && server_count < MAXIMUM_SERVERS; word = strtok_r(NULL, ",", &rest))
        server_count += read_server(word, &servers[server_count]);
}

/* The machine's servers change with the networks that it is in. */
static void look_up_servers(void) {
    static struct timespec seen;
    struct stat now;
    if (reach->nameservers) {
        if (!server_count) read_settings();
        return;
    }
    if (stat("/etc/resolv.conf", &now) || (now.st_mtim.tv_sec == seen.tv_sec && now.st_mtim.tv_nsec == seen.tv_nsec)) return;
    FILE *file = fopen("/etc/resolv.conf", "re");
    char line[256], address[64];
    if (!file) return;
    seen = now.st_mtim;
    server_count = 0;
    while (server_count < MAXIMUM_SERVERS && fgets(line, sizeof line, file)) {
        if (sscanf(line, "nameserver %63s", address) == 1) server_count += read_server(address, &servers[server_count]);
    }
    fclose(file);
}

static socklen_t size_of(const struct sockaddr_storage *server) {
    return server->ss_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
}

bool names_server(struct sockaddr_storage *server, socklen_t *size) {
    look_up_servers();
    if (!server_count) return false;
    *server = servers[0];
    *size = size_of(server);
    return true;
}

/* A datagram in which the question comes back with a reason. */
static void refuse(const struct query *query, unsigned char reason) {
    unsigned char answer[MAXIMUM_QUESTION];
    memcpy(answer, query->question, query->length);
    answer[2] |= 0x80;
    answer[3] = (unsigned char)((answer[3] & 0x70) | reason);
    sendto(query->listener->fd, answer, query->length, MSG_DONTWAIT | MSG_NOSIGNAL, (const struct sockaddr *)&query->client,
           sizeof query->client);
}

static void end_query(struct query *query) {
    if (query->dead) return;
    query->dead = true;
    if (query->fd >= 0) close(query->fd);
    query->fd = -1;
    query->listener->links--;
}

/* Of one server after another, until one can be asked. */
static void ask(struct query *query) {
    look_up_servers();
    while (query->attempt < server_count) {
        const struct sockaddr_storage *server = &servers[query->attempt++];
        if (query->fd >= 0) close(query->fd);
        query->fd = socket(server->ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (query->fd < 0) continue;
        /* Connected: only that server's answer is heard, and that there is none. */
        if (connect(query->fd, (const struct sockaddr *)server, size_of(server)) == 0 &&
            send(query->fd, query->question, query->length, MSG_NOSIGNAL) == (ssize_t)query->length) {
            struct epoll_event event = {.events = EPOLLIN, .data.ptr = query};
            epoll_ctl(poller, EPOLL_CTL_ADD, query->fd, &event);
            query->deadline = now_millis() + PATIENCE_MILLIS;
            return;
        }
    }
    refuse(query, SERVER_FAILED);
    end_query(query);
}

void names_hear(struct listener *listener) {
    for (int round = 0; round < QUERIES_PER_LISTENER; round++) {
        struct query *query = calloc(1, sizeof *query);
        socklen_t size = sizeof query->client;
        if (!query) return;
        ssize_t n = recvfrom(listener->fd, query->question, MAXIMUM_QUESTION, MSG_DONTWAIT, (struct sockaddr *)&query->client, &size);
        if (n < 12) { /* less than a header */
            free(query);
            if (n < 0) return;
            continue;
        }
        query->kind = QUERY;
        query->fd = -1;
        query->listener = listener;
        query->length = (size_t)n;
        if (!may_go_out(listener->id)) refuse(query, REFUSED);
        if (!may_go_out(listener->id) || query_count == MAXIMUM_QUERIES || listener->links >= QUERIES_PER_LISTENER) {
            free(query);
            continue;
        }
        listener->links++;
        query_count++;
        query->next = queries;
        queries = query;
        ask(query);
    }
}

void names_answered(void *of) {
    struct query *query = of;
    unsigned char answer[MAXIMUM_ANSWER];
    if (query->dead) return;
    ssize_t n = recv(query->fd, answer, sizeof answer, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) {
        ask(query);
        return;
    }
    /* What does not answer this question is passed over. */
    if (n < 12 || memcmp(answer, query->question, 2) != 0) return;
    sendto(query->listener->fd, answer, (size_t)n, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&query->client,
           sizeof query->client);
    end_query(query);
}

int names_check(void) {
    int64_t now = queries ? now_millis() : 0;
    for (struct query **at = &queries; *at;) {
        struct query *query = *at;
        if (!query->dead && now >= query->deadline) ask(query);
        if (query->dead) {
            *at = query->next;
            query_count--;
            free(query);
        } else {
            at = &query->next;
        }
    }
    return queries ? CHECK_MILLIS : -1;
}

void names_forget(struct listener *listener) {
    for (struct query *query = queries; query; query = query->next) {
        if (query->listener == listener) end_query(query);
    }
}
