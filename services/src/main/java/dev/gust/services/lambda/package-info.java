/**
 * AWS Lambda: functions, versions, aliases, layers, permissions, URLs, and invoking them.
 *
 * <p>{@link dev.gust.services.lambda.LambdaService} maps operations to methods. Functions run behind {@link
 * dev.gust.services.ports.runtime.FunctionRuntime}; asynchronous invocations go through the outbox to {@link
 * dev.gust.services.lambda.LambdaEvents}. Code is kept as a blob and unpacked by the runtime when first needed, so that a
 * restored backup runs.
 *
 * <p>Event-source mappings are configured here and work in {@code sources}. Each run is noted for bills and metrics by {@link
 * dev.gust.services.lambda.UsageNotes}.
 *
 * <p>Known gaps, each refused by name: container images, code signing, file systems, VPCs, SnapStart, sources other than
 * streams of tables, durable functions.
 */
@NullMarked
package dev.gust.services.lambda;

import org.jspecify.annotations.NullMarked;
