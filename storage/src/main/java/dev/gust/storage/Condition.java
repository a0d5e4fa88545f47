package dev.gust.storage;

/** What must still hold when a commit is made, for the decision behind it to be right. */
public sealed interface Condition {
    /** The key has the value that the commit of this version gave it. */
    record KeyAt(Key key, long version) implements Condition {}

    /** There is no such key. */
    record KeyAbsent(Key key) implements Condition {}

    /** No key of the range was written or removed since the commit's snapshot. */
    record RangeUnchanged(KeyRange range) implements Condition {}
}
