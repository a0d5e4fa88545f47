package dev.gust.services.lambda;

import dev.gust.services.ports.runtime.Provisioned;
import dev.gust.services.ports.runtime.RunnableVersion;
import dev.gust.storage.StorageException;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells the runtime how many environments of which version to keep ready: at the start what the store says, later whatever
 * has changed of it, of the aliases, or of the credentials that environments are given.
 */
final class ProvisionedKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ProvisionedKeeper.class.getName());
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final LambdaParts parts;
    private final FunctionRuns runs;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread =
            Thread.ofVirtual().name("provisioned-concurrency").unstarted(this::run);
    /** Belongs to the thread. */
    private Map<String, Wanted> told = new HashMap<>();

    /** Functions that could not be prepared, by ARN, and why. */
    private volatile Map<String, String> unusable = Map.of();

    private volatile boolean closed;

    ProvisionedKeeper(LambdaParts parts, FunctionRuns runs) {
        this.parts = parts;
        this.runs = runs;
    }

    private record Wanted(RunnableVersion version, int environments) {}

    void start() {
        thread.start();
    }

    /** Something was asked for, or is no more. */
    void wake() {
        wake.release();
    }

    /** How far the environments are that were asked for. */
    Provisioned state(ProvisionedRecord config) {
        try {
            int ready = 0;
            Optional<String> trouble =
                    Optional.ofNullable(unusable.get(config.reference().arn().toString()));
            for (Map.Entry<String, Integer> each : versions(config).entrySet()) {
                LambdaStore.Found found = found(config, each.getKey());
                RunnableVersion version = runs.runnable(config.reference(), found);
                Provisioned one = parts.runtime().provisioned(version);
                ready += Math.min(each.getValue(), one.ready());
                trouble = trouble.or(one::trouble);
            }
            return new Provisioned(ready, trouble);
        } catch (ResourceNotFoundException deletedMeanwhile) {
            return new Provisioned(0, Optional.empty());
        }
    }

    private void run() {
        while (!closed) {
            try {
                look();
                if (wake.tryAcquire(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (StorageException failure) {
                // An edge: the next look is soon.
                LOG.log(System.Logger.Level.WARNING, "event=provisioned_concurrency_not_read", failure);
                pause();
            }
        }
    }

    private void pause() {
        try {
            if (wake.tryAcquire(1, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.DEBUG, "event=provisioned_concurrency_changed");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void look() {
        Map<String, Wanted> wanted = new HashMap<>();
        Map<String, String> failures = new HashMap<>();
        List<ProvisionedRecord> configs = parts.store()
                .store()
                .read(snapshot -> LambdaStore.all(snapshot, ProvisionedRecord.everywhere(), ProvisionedRecord.CODEC));
        for (ProvisionedRecord config : configs) {
            try {
                want(config, wanted);
            } catch (RuntimeException problem) {
                // An edge: one function that cannot be prepared must not keep the others waiting.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "event=provisioned_concurrency_failed function={0} reason={1}",
                        config.reference().arn(),
                        problem.getMessage());
                failures.put(config.reference().arn().toString(), String.valueOf(problem.getMessage()));
            }
        }
        unusable = Map.copyOf(failures);
        wanted.forEach((key, each) -> {
            if (!each.equals(told.get(key))) {
                parts.runtime().provision(each.version(), each.environments());
            }
        });
        told.forEach((key, each) -> {
            if (!wanted.containsKey(key)) {
                parts.runtime().provision(each.version(), 0);
            }
        });
        told = wanted;
    }

    private void want(ProvisionedRecord config, Map<String, Wanted> wanted) {
        versions(config).forEach((version, environments) -> {
            FunctionReference reference = config.reference();
            RunnableVersion runnable = runs.prepared(reference, found(config, version));
            String key = runnable.functionArn() + ':' + version + ' ' + runnable.revision();
            wanted.merge(
                    key,
                    new Wanted(runnable, environments),
                    (one, other) -> new Wanted(other.version(), one.environments() + other.environments()));
        });
    }

    private LambdaStore.Found found(ProvisionedRecord config, String version) {
        FunctionReference reference = config.reference().withQualifier(version);
        return parts.store().store().read(snapshot -> parts.store().resolve(snapshot, reference, 0));
    }

    /** The versions meant, and how many environments of each: an alias divides them as it divides calls. */
    private Map<String, Integer> versions(ProvisionedRecord config) {
        LambdaStore.Found found = parts.store()
                .store()
                .read(snapshot -> parts.store().resolve(snapshot, config.reference(), AliasRecord.shares()));
        Map<String, Integer> versions = new LinkedHashMap<>();
        int left = config.requested();
        if (found.alias() != null) {
            for (Map.Entry<String, BigDecimal> weight : found.alias().weights().entrySet()) {
                int share = weight.getValue()
                        .multiply(BigDecimal.valueOf(config.requested()))
                        .setScale(0, RoundingMode.HALF_UP)
                        .intValue();
                versions.put(weight.getKey(), share);
                left -= share;
            }
        }
        versions.put(found.version().version(), left);
        return versions;
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
    }
}
