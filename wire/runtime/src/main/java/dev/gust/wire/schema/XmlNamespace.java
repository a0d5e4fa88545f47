package dev.gust.wire.schema;

/** A namespace that an element declares; the prefix is empty for the default one. */
public record XmlNamespace(String prefix, String uri) {}
