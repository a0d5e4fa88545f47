package dev.gust.storage.blobs;

import dev.gust.base.Ids;

/** Ids of blobs. The first letter tells where the bytes are. */
final class BlobIds {
    private static final char INLINE = 's';
    private static final char FILE = 'f';
    private static final int RANDOM_LETTERS = 25;

    private final Ids ids;

    BlobIds(Ids ids) {
        this.ids = ids;
    }

    String inline() {
        return INLINE + ids.lower(RANDOM_LETTERS);
    }

    String file() {
        return FILE + ids.lower(RANDOM_LETTERS);
    }

    static boolean isFile(String id) {
        return id.charAt(0) == FILE;
    }
}
