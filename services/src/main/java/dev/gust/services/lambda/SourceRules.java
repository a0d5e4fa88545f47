package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.lambda.sources.SourceSettings;
import dev.gust.services.ports.EventPatterns;
import dev.gust.wire.model.lambda.CreateEventSourceMappingRequest;
import dev.gust.wire.model.lambda.DestinationConfig;
import dev.gust.wire.model.lambda.Filter;
import dev.gust.wire.model.lambda.FilterCriteria;
import dev.gust.wire.model.lambda.UpdateEventSourceMappingRequest;
import dev.gust.wire.operation.CallContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and checks what a user asks of an event-source mapping. */
final class SourceRules {
    private static final Set<String> DESTINATIONS = Set.of("sqs", "sns", "s3");
    private static final int DEFAULT_BATCH = 100;
    private static final int LEAST_RECORD_AGE = 60;
    private static final int MOST_FILTERS = 5;
    private static final int LONGEST_PATTERN = 4096;

    private final ConfigurationRules rules;
    private final EventPatterns patterns;

    SourceRules(ConfigurationRules rules, EventPatterns patterns) {
        this.rules = rules;
        this.patterns = patterns;
    }

    /** The source, which is the caller's own. */
    Arn stream(@Nullable String text, CallContext context) {
        if (text == null) {
            throw LambdaErrors.invalid("Unrecognized event source.");
        }
        Arn arn = Arn.parse(text)
                .orElseThrow(
                        () -> LambdaErrors.invalid("Unrecognized event source, must be kinesis, dynamodb stream or sqs."
                                + " Unsupported source arn " + text));
        if (arn.service().equals("dynamodb") && !arn.resource().contains("/stream/")) {
            throw LambdaErrors.invalid("Unrecognized event source, must be kinesis, dynamodb stream or sqs."
                    + " Unsupported source arn " + text);
        }
        if (!arn.account().equals(context.account()) || !arn.region().equals(context.region())) {
            throw LambdaErrors.invalid(
                    "The event source " + text + " is of another account or region than the function.");
        }
        return arn;
    }

    SourceSettings settings(CreateEventSourceMappingRequest input) {
        return new SourceSettings(
                orElse(input.batchSize(), DEFAULT_BATCH),
                orElse(input.maximumBatchingWindowInSeconds(), 0),
                orElse(input.parallelizationFactor(), 1),
                age(orElse(input.maximumRecordAgeInSeconds(), SourceSettings.NO_LIMIT)),
                orElse(input.maximumRetryAttempts(), SourceSettings.NO_LIMIT),
                Boolean.TRUE.equals(input.bisectBatchOnFunctionError()),
                !input.functionResponseTypes().isEmpty(),
                filters(input.filterCriteria()),
                onFailure(input.destinationConfig()));
    }

    SourceSettings settings(UpdateEventSourceMappingRequest input, SourceSettings before) {
        return new SourceSettings(
                orElse(input.batchSize(), before.batchSize()),
                orElse(input.maximumBatchingWindowInSeconds(), before.windowSeconds()),
                orElse(input.parallelizationFactor(), before.parallelism()),
                age(orElse(input.maximumRecordAgeInSeconds(), before.maximumAgeSeconds())),
                orElse(input.maximumRetryAttempts(), before.maximumRetries()),
                input.bisectBatchOnFunctionError() == null ? before.bisects() : input.bisectBatchOnFunctionError(),
                input.hasFunctionResponseTypes()
                        ? !input.functionResponseTypes().isEmpty()
                        : before.reportsItems(),
                input.filterCriteria() == null ? before.filters() : filters(input.filterCriteria()),
                input.destinationConfig() == null ? before.onFailure() : onFailure(input.destinationConfig()));
    }

    private static int age(int seconds) {
        if (seconds != SourceSettings.NO_LIMIT && seconds < LEAST_RECORD_AGE) {
            throw LambdaErrors.invalid("Invalid value for MaximumRecordAgeInSeconds: " + seconds
                    + ". It must be -1 (no limit) or between 60 and 604800.");
        }
        return seconds;
    }

    private List<String> filters(@Nullable FilterCriteria criteria) {
        if (criteria == null) {
            return List.of();
        }
        if (criteria.filters().size() > MOST_FILTERS) {
            throw LambdaErrors.invalid("Invalid number of filter criteria: at most " + MOST_FILTERS + " are allowed.");
        }
        return criteria.filters().stream().map(this::pattern).toList();
    }

    private String pattern(Filter filter) {
        String pattern = filter.pattern();
        if (pattern == null || pattern.length() > LONGEST_PATTERN) {
            throw LambdaErrors.invalid("Invalid filter pattern definition.");
        }
        try {
            patterns.compile(pattern);
        } catch (IllegalArgumentException wrong) {
            throw LambdaErrors.invalid("Invalid filter pattern definition. " + wrong.getMessage());
        }
        return pattern;
    }

    private @Nullable String onFailure(@Nullable DestinationConfig config) {
        if (config == null) {
            return null;
        }
        if (config.onSuccess() != null && config.onSuccess().destination() != null) {
            throw LambdaErrors.invalid(
                    "Unsupported DestinationConfig parameter for given event source mapping type: OnSuccess.");
        }
        String destination =
                config.onFailure() == null ? null : config.onFailure().destination();
        return destination == null || destination.isEmpty() ? null : rules.reachable(destination, DESTINATIONS);
    }

    private static int orElse(@Nullable Integer given, int absent) {
        return given == null ? absent : given;
    }
}
