package dev.gust.wire.schema;

/** A generated enum. */
public interface WireEnum {
    /** The text that stands for this value on the wire. */
    String wireValue();
}
