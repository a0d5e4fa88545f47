package dev.gust.functions.host;

import dev.gust.functions.classes.ClassCaches;
import dev.gust.functions.code.CodeStore;
import dev.gust.functions.code.InvalidPackageException;
import dev.gust.functions.code.PackageId;
import java.io.IOException;
import java.util.Set;

/** Packages, with which goes what was made from them. */
record PreparedCode(CodeStore packages, ClassCaches caches) implements CodeStore {
    @Override
    public boolean contains(PackageId id) {
        return packages.contains(id);
    }

    @Override
    public PackageId unpack(byte[] zip, long maximumUnpackedBytes) throws IOException, InvalidPackageException {
        return packages.unpack(zip, maximumUnpackedBytes);
    }

    @Override
    public long size(PackageId id) throws IOException {
        return packages.size(id);
    }

    @Override
    public void retain(Set<PackageId> wanted) throws IOException {
        packages.retain(wanted);
        caches.packagesRemoved();
    }
}
