/* What the proxy's own files share. */
#ifndef PROXY_H
#define PROXY_H

#include "gust.h"

#include <netinet/in.h>

/* First in everything that epoll hands back. */
enum kind { COMMANDS, LISTENER, NEAR, FAR, QUERY };
enum service { GATEWAY, RUNTIME_API, OUTGOING, NAMES };

struct listener {
    enum kind kind;
    enum service service;
    int fd;
    uint64_t id;
    int links;
    struct listener *next;
};

extern int poller;
extern const struct reach *reach;

/* Whether the environment may reach other machines. */
bool may_go_out(uint64_t id);
/* Tells the function's log, for a few times. */
void note(uint64_t id, uint32_t address, uint16_t port, const char *what);

/* names.c */
void names_hear(struct listener *listener);
void names_answered(void *query);
/* Asks the next server for what was not answered in time; how long to wait for more, in milliseconds. */
int names_check(void);
void names_forget(struct listener *listener);
/* The first server that the machine asks for names. */
bool names_server(struct sockaddr_storage *server, socklen_t *size);
#endif
