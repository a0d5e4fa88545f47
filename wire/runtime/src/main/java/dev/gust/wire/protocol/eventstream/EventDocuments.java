package dev.gust.wire.protocol.eventstream;

import dev.gust.wire.operation.AwsException;
import dev.gust.wire.schema.Structure;

/** The format of the documents inside events, which is that of the protocol around the stream. */
public interface EventDocuments {
    String contentType();

    /** The members of an event that stand in its document. */
    byte[] eventDocument(Structure event);

    /** An error that ends the stream. */
    byte[] errorDocument(AwsException error);
}
