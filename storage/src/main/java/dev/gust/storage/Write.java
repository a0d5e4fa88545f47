package dev.gust.storage;

/** One change of a commit. The writes of a commit take effect in their order. */
public sealed interface Write {
    static Write put(Key key, byte[] value) {
        return new Put(key, value);
    }

    /** Sets a key that is to hold the version of this commit. A value needs no such gap: its entry carries the version. */
    static Write putStamped(StampedKey key, byte[] value) {
        return new PutStamped(key, value);
    }

    static Write delete(Key key) {
        return new Delete(key);
    }

    /** Removes a whole range in one step, whatever its size; the space it took is reclaimed later, in bounded steps. */
    static Write deleteRange(KeyRange range) {
        return new DeleteRange(range);
    }

    /** Bytes of key and value, as the commit's limit counts them. */
    int size();

    /** Sets a key. */
    final class Put implements Write {
        private final Key key;
        private final byte[] value;

        private Put(Key key, byte[] value) {
            this.key = key;
            this.value = value;
        }

        public Key key() {
            return key;
        }

        public byte[] value() {
            return value;
        }

        @Override
        public int size() {
            return key.length() + value.length;
        }
    }

    /** Sets a key that holds the version of its commit. */
    final class PutStamped implements Write {
        private final StampedKey key;
        private final byte[] value;

        private PutStamped(StampedKey key, byte[] value) {
            this.key = key;
            this.value = value;
        }

        public StampedKey key() {
            return key;
        }

        public byte[] value() {
            return value;
        }

        @Override
        public int size() {
            return key.length() + value.length;
        }
    }

    /** Removes a key, if it is there. */
    record Delete(Key key) implements Write {
        @Override
        public int size() {
            return key.length();
        }
    }

    /** Removes the keys of a range. */
    record DeleteRange(KeyRange range) implements Write {
        @Override
        public int size() {
            return range.from().length() + range.to().length();
        }
    }
}
