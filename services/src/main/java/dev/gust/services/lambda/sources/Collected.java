package dev.gust.services.lambda.sources;

import dev.gust.services.ports.streams.StreamRecord;
import java.util.ArrayList;
import java.util.List;

/** Records on their way into one batch. */
final class Collected {
    private final int most;
    private final int mostBytes;
    private final List<StreamRecord> records = new ArrayList<>();
    private int bytes = Payloads.FRAME_BYTES;
    private boolean full;
    private String cursor;

    Collected(String cursor, int most, int mostBytes) {
        this.cursor = cursor;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Takes the record, unless it would make the payload too large; a record that is too large by itself is taken alone. */
    boolean add(StreamRecord record) {
        int size = record.event().length + 1;
        if (!records.isEmpty() && bytes + size > mostBytes) {
            full = true;
            return false;
        }
        records.add(record);
        bytes += size;
        cursor = record.cursor();
        full = records.size() >= most;
        return true;
    }

    /** What was read up to here is in, or not wanted. */
    void pass(String next) {
        cursor = next;
    }

    String cursor() {
        return cursor;
    }

    List<StreamRecord> records() {
        return records;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    boolean isFull() {
        return full;
    }

    int room() {
        return most - records.size();
    }
}
