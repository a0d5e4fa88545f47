package dev.gust.wire.schema;

/**
 * A map or list that never changes and knows its JSON, so that writing it takes nothing apart. It is also what its type says,
 * for whoever reads it or writes it in another format.
 */
public interface JsonForm {
    /** The value as one JSON document in UTF-8, as it would be written by its schema. Nobody may change the bytes. */
    byte[] json();
}
