package dev.gust.wire.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.gust.wire.codec.Decoding;

/** How JSON is parsed and written: bounded, and with buffers that virtual threads share. */
final class JsonFormat {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    // A level more than what the decoder allows, which has the better message.
                    .maxNestingDepth(Decoding.MAXIMUM_DEPTH * 2)
                    .maxNumberLength(400)
                    .maxNameLength(70_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonFormat() {}
}
