package dev.gust.wire.protocol.document;

import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.gust.wire.codec.Decoding;

/** How large the parts of a document may be. Its whole size is bounded before it is parsed. */
public final class DocumentBounds {
    public static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            // More than what the decoder allows, which has the better message; unknown members are bounded by this.
            .maxNestingDepth(Decoding.MAXIMUM_DEPTH * 2)
            .maxNumberLength(400)
            .maxNameLength(70_000)
            .maxStringLength(Integer.MAX_VALUE)
            .build();

    private DocumentBounds() {}
}
