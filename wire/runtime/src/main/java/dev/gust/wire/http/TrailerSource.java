package dev.gust.wire.http;

import java.util.List;

/** A body that header lines may follow, such as checksums known only after the last byte. */
public interface TrailerSource {
    /** The names of the lines that will follow, in lower case: known before the body is read, and all there after it. */
    List<String> announced();

    /** The lines after the body; empty before its end has been read. */
    HttpHeaders trailers();
}
