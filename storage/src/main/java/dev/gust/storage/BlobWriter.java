package dev.gust.storage;

import java.io.OutputStream;

/** A blob in the making. */
public abstract class BlobWriter extends OutputStream {
    /** Makes the bytes durable and gives them their id. */
    public abstract Blob finish();

    /** Drops what was written unless it was finished. */
    @Override
    public abstract void close();
}
