package dev.gust.services.lambda;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.runtime.FunctionRuntime;

/** What the operations of every noun need. */
record LambdaParts(
        LambdaStore store,
        FunctionRuntime runtime,
        EventOutbox outbox,
        ConfigurationRules rules,
        FunctionDescriptions descriptions,
        LambdaSettings settings,
        Clock clock,
        Ids ids) {}
