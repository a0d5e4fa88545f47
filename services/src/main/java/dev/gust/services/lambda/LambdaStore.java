package dev.gust.services.lambda;

import dev.gust.storage.Codec;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads Lambda's records. What is missing is the error that AWS gives for it. */
final class LambdaStore {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private static final Pattern ALIAS = Pattern.compile("(?!\\d+$)[a-zA-Z0-9-_]+");

    private final OrderedStore store;

    LambdaStore(OrderedStore store) {
        this.store = store;
    }

    OrderedStore store() {
        return store;
    }

    /** A function, and the version that a qualifier led to. */
    record Found(
            FunctionRecord function,
            VersionRecord version,
            @Nullable AliasRecord alias) {}

    FunctionRecord function(Reader reader, FunctionReference reference) {
        return find(reader, reference).orElseThrow(() -> LambdaErrors.noFunction(reference.arn()));
    }

    Optional<FunctionRecord> find(Reader reader, FunctionReference reference) {
        return reader.get(Scope.of(reference).function(reference.name()), FunctionRecord.CODEC);
    }

    /**
     * The function and the version meant.
     *
     * @param random in [0, {@link AliasRecord#shares()}), for an alias that divides calls between versions
     */
    Found resolve(Reader reader, FunctionReference reference, int random) {
        FunctionRecord function = function(reader, reference);
        String qualifier = reference.qualifier();
        if (qualifier == null || reference.isLatest()) {
            return new Found(function, function.latest(), null);
        }
        if (isNumber(qualifier)) {
            return new Found(function, version(reader, reference, function, qualifier), null);
        }
        AliasRecord alias = alias(reader, reference, function, qualifier)
                .orElseThrow(() -> LambdaErrors.noFunction(reference.arn()));
        String routed = alias.route(random);
        VersionRecord version = routed.equals(FunctionReference.LATEST)
                ? function.latest()
                : version(reader, reference.withQualifier(routed), function, routed);
        return new Found(function, version, alias);
    }

    /** As {@link #resolve} finds it without dice; an alias that is not there is told as one. */
    Found resolveNamed(Reader reader, FunctionReference reference) {
        String qualifier = Functions.orEmpty(reference.qualifier());
        boolean isAlias = !reference.isLatest() && ALIAS.matcher(qualifier).matches();
        if (isAlias
                && find(reader, reference)
                        .flatMap(function -> alias(reader, reference, function, qualifier))
                        .isEmpty()) {
            throw LambdaErrors.noAlias(reference.arn());
        }
        return resolve(reader, reference, AliasRecord.shares());
    }

    /** The version as callers hear of it, with the revision of its policy when that was changed last. */
    static VersionRecord told(Reader reader, Scope scope, FunctionRecord function, VersionRecord version) {
        String qualifier = version.version().equals(FunctionReference.LATEST) ? "" : version.version();
        String revision = toldRevision(reader, scope.policy(function.id(), qualifier), version.revisionId());
        return version.published(version.version(), version.description(), revision, version.lastModified());
    }

    /** A change of a policy is a new revision of what it hangs on, although environments know nothing of it. */
    static String toldRevision(Reader reader, Key policy, String own) {
        return reader.get(policy, PolicyRecord.CODEC)
                .filter(record -> record.changedRevision().equals(own))
                .map(PolicyRecord::revisionId)
                .orElse(own);
    }

    VersionRecord version(Reader reader, FunctionReference reference, FunctionRecord function, String number) {
        return findVersion(reader, reference, function, number)
                .orElseThrow(() ->
                        LambdaErrors.noFunction(reference.withQualifier(number).arn()));
    }

    Optional<VersionRecord> findVersion(
            Reader reader, FunctionReference reference, FunctionRecord function, String number) {
        if (!isNumber(number)) {
            return Optional.empty();
        }
        Key key = Scope.of(reference).version(function.id(), Long.parseLong(number));
        return reader.get(key, VersionRecord.CODEC);
    }

    Optional<AliasRecord> alias(Reader reader, FunctionReference reference, FunctionRecord function, String name) {
        return reader.get(Scope.of(reference).aliases(function.id()).plus(name), AliasRecord.CODEC);
    }

    /** Every record below a key, in order. For collections that AWS bounds, such as a function's aliases. */
    static <T> List<T> all(Reader reader, Key parent, Codec<T> codec) {
        List<T> records = new ArrayList<>();
        Page page = reader.scan(Scan.under(parent));
        while (true) {
            for (Entry entry : page.entries()) {
                records.add(codec.decode(entry.value()));
            }
            Optional<KeyRange> rest = page.rest();
            if (rest.isEmpty()) {
                return records;
            }
            page = reader.scan(Scan.of(rest.get()));
        }
    }

    static boolean isNumber(String qualifier) {
        return NUMBER.matcher(qualifier).matches();
    }
}
