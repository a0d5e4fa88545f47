/* What functions may reach besides the gateway: ranges of addresses, as the settings say and as no setting may change. */
#include "gust.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool contains(const struct range *range, uint32_t address) {
    return range->length == 0 || (address ^ range->address) >> (32 - range->length) == 0;
}

static int parse(const char *text, struct range *range) {
    char address[32];
    struct in_addr parsed;
    unsigned length = 32;
    if (sscanf(text, "%31[0-9.]/%u", address, &length) < 1 || length > 32 || inet_pton(AF_INET, address, &parsed) != 1) return -1;
    uint32_t mask = length ? ~0u << (32 - length) : 0;
    *range = (struct range){.address = ntohl(parsed.s_addr) & mask, .length = length};
    return 0;
}

int reach_read(char *list, struct range *ranges, int *count) {
    char *rest = NULL;
    for (char *word = strtok_r(list, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        if (*count == MAXIMUM_RANGES) return fail("more than %d ranges of addresses", MAXIMUM_RANGES);
        if (parse(word, &ranges[*count])) return fail("not a range of IPv4 addresses like 10.0.0.0/8: %.60s", word);
        (*count)++;
    }
    return 0;
}

/* Metadata services live at link-local addresses. */
void reach_settle(struct reach *reach) {
    static const struct range always[] = {{0x00000000, 8}, {0xa9fe0000, 16}, {0xe0000000, 4}, {0xf0000000, 4}};
    int kept = 0;
    for (int i = 0; i < reach->denied_count; i++) {
        bool lifted = false;
        for (int j = 0; j < reach->allowed_count; j++) {
            const struct range *allowed = &reach->allowed[j];
            lifted |= allowed->length <= reach->denied[i].length && contains(allowed, reach->denied[i].address);
        }
        if (!lifted) reach->denied[kept++] = reach->denied[i];
    }
    reach->denied_count = kept;
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) reach->denied[reach->denied_count++] = always[i];
}

/* Whether this machine itself has the address: then it would speak to itself from it. Asking sends nothing. */
static bool is_own(uint32_t address) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in target = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(address)}, source;
    socklen_t size = sizeof source;
    bool own = fd < 0 || (connect(fd, (struct sockaddr *)&target, sizeof target) == 0 &&
                          getsockname(fd, (struct sockaddr *)&source, &size) == 0 && source.sin_addr.s_addr == target.sin_addr.s_addr);
    if (fd >= 0) close(fd);
    return own;
}

const char *reach_refusal(const struct reach *reach, uint32_t address) {
    for (int i = 0; i < reach->allowed_count; i++) {
        if (contains(&reach->allowed[i], address)) return NULL;
    }
    for (int i = 0; i < reach->denied_count; i++) {
        if (contains(&reach->denied[i], address)) return "functions may not reach this range of addresses";
    }
    return is_own(address) ? "it is an address of this machine's own" : NULL;
}
