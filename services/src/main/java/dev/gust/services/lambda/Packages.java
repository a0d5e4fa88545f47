package dev.gust.services.lambda;

import dev.gust.services.lambda.VersionRecord.Code;
import dev.gust.services.ports.ObjectReader;
import dev.gust.services.ports.runtime.FunctionRuntime;
import dev.gust.services.ports.runtime.PackageRefusedException;
import dev.gust.storage.Blob;
import dev.gust.storage.BlobStore;
import dev.gust.storage.Transaction;
import dev.gust.wire.http.PayloadTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Archives of code and layers: taken in, kept as blobs as long as a version uses them, unpacked when a run needs them. */
final class Packages {
    /** An empty archive is an end record and nothing else. */
    private static final int EMPTY_ZIP_BYTES = 22;

    private final LambdaStore store;
    private final BlobStore blobs;
    private final FunctionRuntime runtime;
    private final Optional<ObjectReader> objects;
    private final LambdaSettings settings;

    Packages(
            LambdaStore store,
            BlobStore blobs,
            FunctionRuntime runtime,
            Optional<ObjectReader> objects,
            LambdaSettings settings) {
        this.store = store;
        this.blobs = blobs;
        this.runtime = runtime;
        this.objects = objects;
        this.settings = settings;
    }

    /** Where a request says the archive is: in it, or in a bucket. */
    record Source(
            dev.gust.wire.schema.@Nullable Blob zip,
            @Nullable String bucket,
            @Nullable String key,
            @Nullable String version) {}

    /** An archive that was checked and unpacked, but is not held by anything yet. */
    static final class Upload {
        private final Code code;
        private final byte[] zip;

        private Upload(Code code, byte[] zip) {
            this.code = code;
            this.zip = zip;
        }

        Code code() {
            return code;
        }
    }

    /** Takes an archive in and unpacks it, so that what is wrong with it is told at once. */
    Upload take(Scope scope, Source source) {
        byte[] zip = bytes(scope, source);
        if (zip.length <= EMPTY_ZIP_BYTES) {
            throw LambdaErrors.invalid("Uploaded file must be a non-empty zip");
        }
        try {
            runtime.addPackage(zip, settings.maximumUnpackedBytes());
        } catch (PackageRefusedException e) {
            throw LambdaErrors.invalid(Objects.requireNonNullElse(e.getMessage(), "The archive is broken"));
        } catch (UncheckedIOException e) {
            throw LambdaErrors.notUnpacked(e);
        }
        byte[] hash = sha256(zip);
        Code code = new Code(HexFormat.of().formatHex(hash), Base64.getEncoder().encodeToString(hash), zip.length);
        return new Upload(code, zip);
    }

    /** One more version holds the archive. */
    void hold(Transaction tx, Scope scope, Upload upload) {
        String id = upload.code().packageId();
        Optional<PackageRecord> known = tx.get(scope.packages().plus(id), PackageRecord.CODEC);
        if (known.isPresent()) {
            count(tx, scope, id, known.get(), 1);
            return;
        }
        // The body of a transaction may run again: what an earlier run wrote and nobody keeps is swept.
        Blob archive = blobs.write(new ByteArrayInputStream(upload.zip));
        blobs.keep(tx, archive);
        tx.put(scope.packages().plus(id), PackageRecord.CODEC, new PackageRecord(archive, 1));
    }

    /** One more version holds an archive that another holds already. */
    void hold(Transaction tx, Scope scope, String id) {
        count(tx, scope, id, required(tx.get(scope.packages().plus(id), PackageRecord.CODEC), id), 1);
    }

    /** One version less holds it; the archive goes with the last one. */
    void release(Transaction tx, Scope scope, String id) {
        PackageRecord known = required(tx.get(scope.packages().plus(id), PackageRecord.CODEC), id);
        if (known.uses() > 1) {
            count(tx, scope, id, known, -1);
        } else {
            tx.delete(scope.packages().plus(id));
            blobs.release(tx, known.archive());
        }
    }

    /** Unpacks what a restored backup or a cleaned cache left packed. */
    void ensureUnpacked(Scope scope, String id) {
        if (runtime.hasPackage(id)) {
            return;
        }
        try (InputStream archive =
                open(scope, id).orElseThrow(() -> new IllegalStateException("the package " + id + " is gone"))) {
            runtime.addPackage(archive.readAllBytes(), settings.maximumUnpackedBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("reading the package " + id, e);
        } catch (PackageRefusedException e) {
            throw new IllegalStateException("a package that was accepted is refused now: " + e.getMessage(), e);
        }
    }

    long unpackedBytes(Scope scope, String id) {
        ensureUnpacked(scope, id);
        return runtime.unpackedBytes(id);
    }

    /** The archive's bytes, when something holds it. */
    Optional<InputStream> open(Scope scope, String id) {
        return store.store()
                .<Optional<PackageRecord>>read(
                        snapshot -> snapshot.get(scope.packages().plus(id), PackageRecord.CODEC))
                .map(record -> blobs.read(record.archive()));
    }

    private static void count(Transaction tx, Scope scope, String id, PackageRecord known, int by) {
        tx.put(scope.packages().plus(id), PackageRecord.CODEC, new PackageRecord(known.archive(), known.uses() + by));
    }

    private byte[] bytes(Scope scope, Source source) {
        byte[] zip = source.zip() == null ? null : source.zip().bytes();
        if (zip != null && (source.bucket() != null || source.key() != null)) {
            throw LambdaErrors.invalid("Please do not provide other FunctionCode parameters when providing a ZipFile.");
        }
        if (zip != null) {
            if (zip.length > settings.maximumZipBytes()) {
                throw LambdaErrors.tooLarge(
                        "Zipped size must be smaller than " + settings.maximumZipBytes() + " bytes");
            }
            return zip;
        }
        if (source.bucket() == null || source.key() == null) {
            throw LambdaErrors.invalid("Please provide a source for function code.");
        }
        return fetch(scope, source.bucket(), source.key(), source.version());
    }

    private byte[] fetch(Scope scope, String bucket, String key, @Nullable String version) {
        ObjectReader reader = objects.orElseThrow(() -> LambdaErrors.refused("code that lies in a bucket"));
        return switch (reader.read(scope.account(), scope.region(), bucket, key, version)) {
            case ObjectReader.Answer.Missing(String code, String message) ->
                throw LambdaErrors.invalid(
                        "Error occurred while GetObject. S3 Error Code: " + code + ". S3 Error Message: " + message);
            case ObjectReader.Answer.Found found -> read(found);
        };
    }

    private byte[] read(ObjectReader.Answer.Found found) {
        int limit = Math.toIntExact(settings.maximumStoredZipBytes());
        try {
            return found.content().readAll(limit);
        } catch (PayloadTooLargeException e) {
            throw LambdaErrors.invalid("Unzipped size must be smaller than " + settings.maximumUnpackedBytes()
                    + " bytes; the archive alone is larger than " + limit);
        } catch (IOException e) {
            throw new UncheckedIOException("reading code from a bucket", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static PackageRecord required(Optional<PackageRecord> record, String id) {
        return record.orElseThrow(() -> new IllegalStateException("the package " + id + " is gone"));
    }
}
