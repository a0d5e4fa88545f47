/*
 * What the server commands, one per line on the control connection:
 *
 *   start ID PROFILE [env] memory=MB tmp=MB [heap=MB] [code=PACKAGE] [layers=A,B] [devices=A,B] [outgoing]  -> started ID SLOT PLACE
 *   assign ID memory=MB tmp=MB code=PACKAGE [layers=A,B] [devices=A,B] [outgoing]      -> assigned ID
 *   freeze ID     thaw ID (-> thawed ID)     terminate ID     kill ID     ping NUMBER (-> pong NUMBER)
 *
 * with more words in start: "extensions" where the programs at /opt/extensions are to run too, "classes=ID" where something was prepared
 * for the function's Java, to be seen at /var/classes, and "background" for work that nobody waits for;
 *
 * and by itself: failed ID TEXT; exited ID exit|signal NUMBER OOM PEAK_BYTES CPU_MICROS; gone ID, when nothing of it is left.
 * When the control connection ends, so does everything.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>

#define LINE_BYTES 4096

static char input[LINE_BYTES * 4];
static size_t input_length;

void say(const char *format, ...) {
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof line - 2) length = sizeof line - 2;
    line[length++] = '\n';
    for (int sent = 0; control >= 0 && sent < length;) {
        ssize_t n = send(control, line + sent, (size_t)(length - sent), MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR) {
            stopping = true;
            return;
        }
        if (n > 0) sent += (int)n;
    }
}

static int read_order(char *words, struct order *order) {
    char *rest = NULL;
    memset(order, 0, sizeof *order);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        unsigned long long number;
        if (sscanf(word, "memory=%llu", &number) == 1) {
            order->memory = number;
        } else if (sscanf(word, "tmp=%llu", &number) == 1) {
            order->temporary = number;
        } else if (sscanf(word, "heap=%llu", &number) == 1) {
            order->heap = number;
        } else if (sscanf(word, "code=%64s", order->code) == 1) {
            continue;
        } else if (sscanf(word, "classes=%64s", order->classes) == 1) {
            continue;
        } else if (strncmp(word, "layers=", 7) == 0) {
            char *more = NULL;
            for (char *layer = strtok_r(word + 7, ",", &more); layer; layer = strtok_r(NULL, ",", &more)) {
                if (order->layer_count == MAXIMUM_LAYERS) return fail("more than %d layers", MAXIMUM_LAYERS);
                snprintf(order->layers[order->layer_count++], 65, "%s", layer);
            }
        } else if (strncmp(word, "devices=", 8) == 0) {
            char *more = NULL;
            for (char *name = strtok_r(word + 8, ",", &more); name; name = strtok_r(NULL, ",", &more)) {
                if (devices_named(name, &order->devices)) return -1;
            }
        } else if (strcmp(word, "env") == 0) {
            order->environment = true;
        } else if (strcmp(word, "extensions") == 0) {
            order->extensions = true;
        } else if (strcmp(word, "outgoing") == 0) {
            order->outgoing = true;
        } else if (strcmp(word, "background") == 0) {
            order->background = true;
        } else if (!order->profile && profile_of(word)) {
            order->profile = profile_of(word)->name;
        } else {
            return fail("unknown word in a command: %.80s", word);
        }
    }
    return order->memory && order->temporary ? 0 : fail("a command without memory or tmp");
}

static void start(uint64_t id, char *words) {
    struct order order;
    hear_connections();
    int channel = take_connection(id, CHANNEL), output = take_connection(id, OUTPUT), beside = take_connection(id, BESIDE);
    int problem = read_order(words, &order);
    if (!problem && !order.profile) problem = fail("start without a profile");
    if (!problem && (channel < 0 || output < 0)) problem = fail("start without its connections");
    if (!problem && box_of(id)) problem = fail("environment %llu exists", (unsigned long long)id);
    struct box *box = NULL;
    for (int i = 0; !problem && !box && i < boxes_used; i++) {
        if (boxes[i].id == 0 && boxes[i].state == SPARE) box = &boxes[i];
    }
    for (int i = 0; !problem && !box && i < boxes_used; i++) {
        if (boxes[i].id == 0 && boxes[i].state == MAKING) box = &boxes[i];
    }
    if (!problem && !box) box = make_box();
    if (!box) {
        close_at(&channel);
        close_at(&output);
        close_at(&beside);
        say("failed %llu %s", (unsigned long long)id, failure);
        say("gone %llu", (unsigned long long)id);
        return;
    }
    box->id = id;
    box->channel = channel;
    box->output = output;
    box->beside = beside;
    if (settings.reach.outgoing) box->log = fcntl(output, F_DUPFD_CLOEXEC, 0);
    box->order = order;
    if (box->state == SPARE) fill_box(box);
}

static void assign(struct box *box, char *words) {
    struct order order;
    if (box->state != RUNNING) return;
    if (read_order(words, &order) || mount_code(box, &order) || limit_box(box, &order) || connect_box(box, &order)) {
        refuse(box);
        return;
    }
    say("assigned %llu", (unsigned long long)box->id);
}

static void obey(char *line) {
    char verb[16];
    unsigned long long id;
    int at = 0;
    if (sscanf(line, "%15s %llu%n", verb, &id, &at) != 2) return;
    if (strcmp(verb, "start") == 0) {
        start(id, line + at);
        return;
    }
    if (strcmp(verb, "ping") == 0) {
        say("pong %llu", id);
        return;
    }
    struct box *box = box_of(id);
    if (!box) return;
    if (strcmp(verb, "assign") == 0) {
        assign(box, line + at);
    } else if (strcmp(verb, "freeze") == 0) {
        cgroups_freeze(box->slot, true);
    } else if (strcmp(verb, "thaw") == 0) {
        cgroups_freeze(box->slot, false);
        say("thawed %llu", id);
    } else if (strcmp(verb, "terminate") == 0) {
        box->leaving = true;
        if (box->runtime > 0) kill(box->runtime, SIGTERM);
    } else if (strcmp(verb, "kill") == 0) {
        kill_box(box);
        bury(box);
    }
}

void hear_control(void) {
    ssize_t n = recv(control, input + input_length, sizeof input - input_length, 0);
    if (n <= 0) {
        stopping = true;
        return;
    }
    input_length += (size_t)n;
    char *begin = input, *end;
    while ((end = memchr(begin, '\n', input_length - (size_t)(begin - input)))) {
        *end = 0;
        obey(begin);
        begin = end + 1;
    }
    input_length -= (size_t)(begin - input);
    memmove(input, begin, input_length);
    if (input_length == sizeof input) stopping = true;
}
