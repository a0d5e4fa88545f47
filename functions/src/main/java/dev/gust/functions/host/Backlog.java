package dev.gust.functions.host;

import java.util.ArrayDeque;
import java.util.Deque;

/** What an environment says between invocations: the next one hears it, within bounds. */
final class Backlog {
    private static final int MAXIMUM_BYTES = 256 * 1024;

    private final Deque<MailEvent> events = new ArrayDeque<>();
    private int bytes;

    void keep(MailEvent.Line line) {
        if (bytes + line.bytes() <= MAXIMUM_BYTES) {
            events.add(line);
            bytes += line.bytes();
        } else if (events.peekLast() instanceof MailEvent.Dropped dropped) {
            events.removeLast();
            events.add(new MailEvent.Dropped(dropped.amount() + line.bytes()));
        } else {
            events.add(new MailEvent.Dropped(line.bytes()));
        }
    }

    void handTo(Mailbox mailbox) {
        events.forEach(mailbox::post);
        events.clear();
        bytes = 0;
    }
}
