package dev.gust.storage;

/** What an acknowledged commit promises. */
public enum Durability {
    /** It is on disk, and survives a power cut. */
    SYNC,
    /** It is on disk within a second. A crash before that loses it, whole, and never a SYNC commit that came before or after. */
    RELAXED
}
