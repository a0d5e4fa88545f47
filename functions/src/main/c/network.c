/* The network inside an environment: a loopback interface with one address more, a route by which everything goes there, and one rule
   by which connections to other machines arrive at a socket of the proxy's. All of it lives in the environment's own namespace and
   ends with it: the machine's interfaces, routes and rules are never touched. Spoken by netlink, so no program is needed. */
#include "gust.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOPBACK_INDEX 1
#define DESTINATION_OFFSET 16 /* of the address in an IPv4 header */

/* Several netlink messages in one buffer. Their sizes are bounded by the number of ranges. */
struct message {
    size_t length;
    char bytes[8192] __attribute__((aligned(8)));
};

static void *append(struct message *message, const void *data, size_t length, size_t room) {
    if (message->length + room > sizeof message->bytes) abort();
    char *at = message->bytes + message->length;
    memset(at, 0, room);
    if (data) memcpy(at, data, length);
    message->length += room;
    return at;
}

static struct nlmsghdr *begin(struct message *message, int type, int flags, const void *head, size_t length) {
    struct nlmsghdr *header = append(message, NULL, 0, NLMSG_HDRLEN);
    header->nlmsg_type = (uint16_t)type;
    header->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
    append(message, head, length, NLMSG_ALIGN(length));
    return header;
}

static void end(struct message *message, struct nlmsghdr *header) {
    header->nlmsg_len = (uint32_t)(message->bytes + message->length - (char *)header);
}

static struct nlattr *attribute(struct message *message, int type, const void *data, size_t length) {
    struct nlattr *attribute = append(message, NULL, 0, NLA_HDRLEN);
    attribute->nla_type = (uint16_t)type;
    attribute->nla_len = (uint16_t)(NLA_HDRLEN + length);
    append(message, data, length, NLA_ALIGN(length));
    return attribute;
}

static struct nlattr *nest(struct message *message, int type) {
    return attribute(message, type | NLA_F_NESTED, NULL, 0);
}

static void end_nest(struct message *message, struct nlattr *nested) {
    nested->nla_len = (uint16_t)(message->bytes + message->length - (char *)nested);
}

static void text(struct message *message, int type, const char *value) {
    attribute(message, type, value, strlen(value) + 1);
}

static void number(struct message *message, int type, uint32_t value) {
    value = htonl(value);
    attribute(message, type, &value, sizeof value);
}

/* The last message asks for an answer; the others answer only when they fail. */
static int talk(int fd, const struct message *message) {
    char answer[8192];
    if (send(fd, message->bytes, message->length, 0) < 0) return -1;
    ssize_t left = recv(fd, answer, sizeof answer, 0);
    for (struct nlmsghdr *header = (struct nlmsghdr *)answer; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
        if (header->nlmsg_type != NLMSG_ERROR) continue;
        int problem = ((struct nlmsgerr *)NLMSG_DATA(header))->error;
        errno = -problem;
        return problem ? -1 : 0;
    }
    errno = EPROTO;
    return -1;
}

/* ---- addresses and routes ---- */

static int loopback_up(void) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    int result = ioctl(fd, SIOCSIFFLAGS, &request);
    close(fd);
    return result;
}

static void route(struct message *message, int type, int flags, int kind, const struct range *range) {
    uint32_t own = htonl(OWN_ADDRESS), index = LOOPBACK_INDEX, target = htonl(range->address);
    struct rtmsg head = {.rtm_family = AF_INET,
                         .rtm_dst_len = (unsigned char)range->length,
                         .rtm_table = RT_TABLE_MAIN,
                         .rtm_protocol = RTPROT_BOOT,
                         .rtm_scope = kind == RTN_UNICAST ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
                         .rtm_type = (unsigned char)kind};
    struct nlmsghdr *header = begin(message, type, flags, &head, sizeof head);
    if (range->length) attribute(message, RTA_DST, &target, sizeof target);
    if (kind == RTN_UNICAST) {
        attribute(message, RTA_OIF, &index, sizeof index);
        attribute(message, RTA_PREFSRC, &own, sizeof own);
    }
    end(message, header);
}

/* The address is one that is not 127.0.0.1, without which resolvers believe that there is no network at all. */
static int lay_routes(int fd, const struct reach *reach) {
    struct message message = {0};
    uint32_t own = htonl(OWN_ADDRESS);
    struct ifaddrmsg address = {.ifa_family = AF_INET, .ifa_prefixlen = 32, .ifa_index = LOOPBACK_INDEX};
    struct nlmsghdr *header = begin(&message, RTM_NEWADDR, NLM_F_CREATE, &address, sizeof address);
    attribute(&message, IFA_LOCAL, &own, sizeof own);
    attribute(&message, IFA_ADDRESS, &own, sizeof own);
    end(&message, header);
    for (int i = 0; i < reach->denied_count; i++)
        route(&message, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, RTN_PROHIBIT, &reach->denied[i]);
    for (int i = 0; i < reach->allowed_count; i++)
        route(&message, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, RTN_UNICAST, &reach->allowed[i]);
    route(&message, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK, RTN_UNICAST, &(struct range){0});
    return talk(fd, &message);
}

int network_close(int routes_fd, const struct reach *reach) {
    struct message message = {0};
    for (int i = 0; i < reach->allowed_count; i++) route(&message, RTM_DELROUTE, 0, RTN_UNICAST, &reach->allowed[i]);
    route(&message, RTM_DELROUTE, NLM_F_ACK, RTN_UNICAST, &(struct range){0});
    return talk(routes_fd, &message) ? fail("closing the way out: %s", strerror(errno)) : 0;
}

/* ---- rules ---- */

static struct nlattr *expression(struct message *message, const char *name, struct nlattr **data) {
    struct nlattr *element = nest(message, NFTA_LIST_ELEM);
    text(message, NFTA_EXPR_NAME, name);
    *data = nest(message, NFTA_EXPR_DATA);
    return element;
}

static void end_expression(struct message *message, struct nlattr *element, struct nlattr *data) {
    end_nest(message, data);
    end_nest(message, element);
}

static void compare(struct message *message, uint32_t how, const void *value, size_t length) {
    struct nlattr *data, *element = expression(message, "cmp", &data);
    number(message, NFTA_CMP_SREG, NFT_REG_1);
    number(message, NFTA_CMP_OP, how);
    struct nlattr *inner = nest(message, NFTA_CMP_DATA);
    attribute(message, NFTA_DATA_VALUE, value, length);
    end_nest(message, inner);
    end_expression(message, element, data);
}

static void match_protocol(struct message *message, uint8_t protocol) {
    struct nlattr *data, *element = expression(message, "meta", &data);
    number(message, NFTA_META_DREG, NFT_REG_1);
    number(message, NFTA_META_KEY, NFT_META_L4PROTO);
    end_expression(message, element, data);
    compare(message, NFT_CMP_EQ, &protocol, sizeof protocol);
}

static void match_destination_is_not(struct message *message, uint32_t address, uint32_t bytes) {
    struct nlattr *data, *element = expression(message, "payload", &data);
    number(message, NFTA_PAYLOAD_DREG, NFT_REG_1);
    number(message, NFTA_PAYLOAD_BASE, NFT_PAYLOAD_NETWORK_HEADER);
    number(message, NFTA_PAYLOAD_OFFSET, DESTINATION_OFFSET);
    number(message, NFTA_PAYLOAD_LEN, bytes);
    end_expression(message, element, data);
    address = htonl(address);
    compare(message, NFT_CMP_NEQ, &address, bytes);
}

static void redirect(struct message *message, uint16_t port) {
    struct nlattr *data, *element = expression(message, "immediate", &data);
    number(message, NFTA_IMMEDIATE_DREG, NFT_REG_1);
    struct nlattr *inner = nest(message, NFTA_IMMEDIATE_DATA);
    port = htons(port);
    attribute(message, NFTA_DATA_VALUE, &port, sizeof port);
    end_nest(message, inner);
    end_expression(message, element, data);
    element = expression(message, "redir", &data);
    number(message, NFTA_REDIR_REG_PROTO_MIN, NFT_REG_1);
    end_expression(message, element, data);
}

static void reject(struct message *message) {
    struct nlattr *data, *element = expression(message, "reject", &data);
    number(message, NFTA_REJECT_TYPE, NFT_REJECT_ICMP_UNREACH);
    uint8_t port_unreachable = 3;
    attribute(message, NFTA_REJECT_ICMP_CODE, &port_unreachable, sizeof port_unreachable);
    end_expression(message, element, data);
}

static void batch(struct message *message, int type) {
    struct nfgenmsg head = {.nfgen_family = AF_UNSPEC, .res_id = htons(NFNL_SUBSYS_NFTABLES)};
    end(message, begin(message, type, 0, &head, sizeof head));
}

static struct nlmsghdr *begin_rules(struct message *message, int type, int flags) {
    struct nfgenmsg head = {.nfgen_family = NFPROTO_IPV4};
    return begin(message, (NFNL_SUBSYS_NFTABLES << 8) | type, NLM_F_CREATE | flags, &head, sizeof head);
}

static void chain(struct message *message, const char *type, int priority) {
    struct nlmsghdr *header = begin_rules(message, NFT_MSG_NEWTABLE, 0);
    text(message, NFTA_TABLE_NAME, "gust");
    end(message, header);
    header = begin_rules(message, NFT_MSG_NEWCHAIN, 0);
    text(message, NFTA_CHAIN_TABLE, "gust");
    text(message, NFTA_CHAIN_NAME, type);
    struct nlattr *hook = nest(message, NFTA_CHAIN_HOOK);
    number(message, NFTA_HOOK_HOOKNUM, NF_INET_LOCAL_OUT);
    number(message, NFTA_HOOK_PRIORITY, (uint32_t)priority);
    end_nest(message, hook);
    text(message, NFTA_CHAIN_TYPE, type);
    end(message, header);
}

/* One rule: TCP is redirected to the port, or, with none, UDP is told that nobody is there instead of vanishing. */
static int lay_rule(uint16_t port) {
    struct message message = {0};
    const char *type = port ? "nat" : "filter";
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    if (fd < 0) return -1;
    batch(&message, NFNL_MSG_BATCH_BEGIN);
    chain(&message, type, port ? -100 : 0);
    struct nlmsghdr *header = begin_rules(&message, NFT_MSG_NEWRULE, NLM_F_APPEND | NLM_F_ACK);
    text(&message, NFTA_RULE_TABLE, "gust");
    text(&message, NFTA_RULE_CHAIN, type);
    struct nlattr *expressions = nest(&message, NFTA_RULE_EXPRESSIONS);
    match_protocol(&message, port ? IPPROTO_TCP : IPPROTO_UDP);
    match_destination_is_not(&message, INADDR_LOOPBACK, 1);
    if (port) {
        redirect(&message, port);
    } else {
        match_destination_is_not(&message, OWN_ADDRESS, 4);
        reject(&message);
    }
    end_nest(&message, expressions);
    end(&message, header);
    batch(&message, NFNL_MSG_BATCH_END);
    int result = talk(fd, &message), problem = errno;
    close(fd);
    errno = problem;
    return result;
}

/* ---- sockets ---- */

static int bind_at(int type, uint32_t host, int port) {
    int fd = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(host)};
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address)) return -1;
    return type == SOCK_STREAM && listen(fd, 256) ? -1 : fd;
}

static uint16_t port_of(int fd) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    return getsockname(fd, (struct sockaddr *)&address, &size) ? 0 : ntohs(address.sin_port);
}

const char *network_prepare(int gateway_port, const struct reach *reach, int fds[NETWORK_FDS]) {
    for (int i = 0; i < NETWORK_FDS; i++) fds[i] = -1;
    if (loopback_up()) return "bringing the loopback interface up";
    if (gateway_port && (fds[GATEWAY_FD] = bind_at(SOCK_STREAM, INADDR_LOOPBACK, gateway_port)) < 0)
        return "listening for the gateway";
    if ((fds[RUNTIME_API_FD] = bind_at(SOCK_STREAM, INADDR_LOOPBACK, RUNTIME_API_PORT)) < 0)
        return "listening for the runtime API";
    if (!reach->outgoing) return NULL;
    fds[ROUTES_FD] = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fds[ROUTES_FD] < 0 || lay_routes(fds[ROUTES_FD], reach)) return "making routes";
    if ((fds[OUTGOING_FD] = bind_at(SOCK_STREAM, INADDR_LOOPBACK, 0)) < 0) return "listening for outgoing connections";
    if ((fds[NAMES_FD] = bind_at(SOCK_DGRAM, OWN_ADDRESS, 53)) < 0) return "listening for names";
    if (lay_rule(port_of(fds[OUTGOING_FD]))) return "redirecting connections with nf_tables";
    if (lay_rule(0) && errno != ENOENT && errno != EOPNOTSUPP) return "refusing datagrams with nf_tables";
    return NULL;
}

/* In a namespace that is thrown away. */
int network_try(const struct reach *reach) {
    int pair[2];
    char problem[200];
    if (pipe(pair)) return fail("making a pipe: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        int fds[NETWORK_FDS];
        const char *step = unshare(CLONE_NEWNET) ? "making a network namespace" : network_prepare(0, reach, fds);
        if (step) dprintf(pair[1], "%s: %s", step, strerror(errno));
        _exit(0);
    }
    close(pair[1]);
    ssize_t length = pid < 0 ? 0 : read(pair[0], problem, sizeof problem - 1);
    close(pair[0]);
    if (pid > 0) waitpid(pid, NULL, 0);
    if (pid < 0) return fail("forking: %s", strerror(errno));
    if (length <= 0) return 0;
    problem[length] = 0;
    return fail("%s", problem);
}
