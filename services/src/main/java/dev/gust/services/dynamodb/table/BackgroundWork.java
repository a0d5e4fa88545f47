package dev.gust.services.dynamodb.table;

import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;

/**
 * Something that has to be looked after in the background, as a durable record: whoever opens the store finds it.
 *
 * @param id of the table, index or stream that it is about
 * @param tableName of the table that it belongs to
 */
public record BackgroundWork(Kind kind, String account, String region, String id, String tableName) {
    /** What there is to do. */
    public enum Kind {
        /** Remove items whose time to live is over; there as long as the table has a time to live. */
        EXPIRY("expiry"),
        /** Put into an index what was in the table before it. */
        INDEX_BACKFILL("index"),
        /** Note the expiry of the items that were there before time to live was turned on. */
        EXPIRY_BACKFILL("expiry-backfill"),
        /** Drop stream records after a day, and then the closed stream. */
        STREAM("stream");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        static Kind ofCode(String code) {
            for (Kind kind : values()) {
                if (kind.code.equals(code)) {
                    return kind;
                }
            }
            throw new IllegalStateException("stored background work of unknown kind " + code);
        }
    }

    static final Codec<BackgroundWork> CODEC = Codec.of(
            5,
            1,
            (out, work) -> out.text(work.kind().code)
                    .text(work.account())
                    .text(work.region())
                    .text(work.id())
                    .text(work.tableName()),
            in -> new BackgroundWork(Kind.ofCode(in.text()), in.text(), in.text(), in.text(), in.text()));

    /** All work of all accounts and regions. */
    public static Key all() {
        return Key.of(KeySpace.CHURN, "gust", "dynamodb", "work");
    }

    public Key key() {
        return all().plus(kind.code).plus(account).plus(region).plus(id);
    }

    public TableKeys keys() {
        return new TableKeys(account, region);
    }

    public byte[] encode() {
        return CODEC.encode(this);
    }

    public static BackgroundWork decode(byte[] stored) {
        return CODEC.decode(stored);
    }
}
