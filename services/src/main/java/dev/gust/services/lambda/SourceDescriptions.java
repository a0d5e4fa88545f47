package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.lambda.sources.EventSourceMapping;
import dev.gust.services.lambda.sources.SourceSettings;
import dev.gust.wire.model.lambda.DestinationConfig;
import dev.gust.wire.model.lambda.EventSourceMappingConfiguration;
import dev.gust.wire.model.lambda.EventSourcePosition;
import dev.gust.wire.model.lambda.Filter;
import dev.gust.wire.model.lambda.FilterCriteria;
import dev.gust.wire.model.lambda.FunctionResponseType;
import dev.gust.wire.model.lambda.OnFailure;
import java.util.List;

/** Event-source mappings as the API tells them. */
final class SourceDescriptions {
    private SourceDescriptions() {}

    static EventSourceMappingConfiguration describe(EventSourceMapping mapping, String lastResult) {
        SourceSettings settings = mapping.settings();
        return EventSourceMappingConfiguration.builder()
                .uuid(mapping.id())
                .eventSourceMappingArn(arn(mapping).toString())
                .eventSourceArn(mapping.source())
                .functionArn(mapping.function())
                .state(mapping.state().text())
                .stateTransitionReason("User action")
                .lastModified(mapping.lastModified())
                .lastProcessingResult(lastResult)
                .startingPosition(EventSourcePosition.valueOf(mapping.startingPosition()))
                .batchSize(settings.batchSize())
                .maximumBatchingWindowInSeconds(settings.windowSeconds())
                .parallelizationFactor(settings.parallelism())
                .maximumRecordAgeInSeconds(settings.maximumAgeSeconds())
                .maximumRetryAttempts(settings.maximumRetries())
                .bisectBatchOnFunctionError(settings.bisects())
                .tumblingWindowInSeconds(0)
                .functionResponseTypes(
                        settings.reportsItems() ? List.of(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES) : List.of())
                .destinationConfig(new DestinationConfig(null, new OnFailure(settings.onFailure())))
                .filterCriteria(
                        settings.filters().isEmpty()
                                ? null
                                : new FilterCriteria(settings.filters().stream()
                                        .map(Filter::new)
                                        .toList()))
                .build();
    }

    static Arn arn(EventSourceMapping mapping) {
        return Arn.of("lambda", mapping.region(), mapping.account(), "event-source-mapping:" + mapping.id());
    }
}
