package dev.gust.services.logs;

import dev.gust.wire.model.logs.LiveTailSessionLogEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Of however many events, at most as many as an update holds, taken evenly from all of them. */
final class LiveSample {
    static final int MOST = 500;
    /** Clients take frames of 16 MiB, and a letter can take up to six in JSON. */
    private static final long MOST_CHARACTERS = 2L * 1024 * 1024;

    private List<LiveTailSessionLogEvent> kept = new ArrayList<>();
    private long seen;
    private long stride = 1;
    private long characters;
    private boolean skipped;

    void add(LiveTailSessionLogEvent event) {
        if (seen++ % stride != 0) {
            return;
        }
        kept.add(event);
        characters += length(event);
        while (kept.size() == 2 * MOST || (characters > MOST_CHARACTERS && kept.size() > 1)) {
            halve();
        }
    }

    /** Some were not even looked at. */
    void skipped() {
        skipped = true;
    }

    boolean sampled() {
        return skipped || stride > 1 || kept.size() > MOST;
    }

    /** By the time that they bear. */
    List<LiveTailSessionLogEvent> events() {
        List<LiveTailSessionLogEvent> told = new ArrayList<>();
        int most = Math.min(MOST, kept.size());
        for (int i = 0; i < most; i++) {
            told.add(kept.get((int) ((long) i * kept.size() / most)));
        }
        told.sort(Comparator.comparingLong(event -> event.timestamp() == null ? 0 : event.timestamp()));
        return told;
    }

    private void halve() {
        List<LiveTailSessionLogEvent> half = new ArrayList<>();
        characters = 0;
        for (int i = 0; i < kept.size(); i += 2) {
            half.add(kept.get(i));
            characters += length(kept.get(i));
        }
        kept = half;
        stride *= 2;
    }

    private static long length(LiveTailSessionLogEvent event) {
        return event.message() == null ? 0 : event.message().length();
    }
}
