package dev.gust.wire.http;

/** A body that header lines may follow, such as checksums known only after the last byte. */
public interface TrailerSource {
    /** The lines after the body; empty before its end has been read. */
    HttpHeaders trailers();
}
