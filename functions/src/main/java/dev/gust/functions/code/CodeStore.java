package dev.gust.functions.code;

import java.io.IOException;
import java.util.Set;

/** Keeps unpacked packages on the machine, one folder each, named by content. Safe for use by many threads. */
public interface CodeStore {
    /** Whether the package is here, unpacked. */
    boolean contains(PackageId id);

    /**
     * Unpacks a zip archive, unless it is here already.
     *
     * @throws InvalidPackageException when the archive is broken, escapes its folder or is larger than allowed
     */
    PackageId unpack(byte[] zip, long maximumUnpackedBytes) throws IOException, InvalidPackageException;

    /** How many bytes the files of a package that is here have together. */
    long size(PackageId id) throws IOException;

    /** Deletes every package that is not among these. */
    void retain(Set<PackageId> wanted) throws IOException;
}
