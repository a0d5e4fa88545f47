package dev.gust.services.lambda.resources;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceHandler;
import java.util.List;

/** The types of Lambda that templates may use. */
public final class LambdaResources {
    private LambdaResources() {}

    public static List<ResourceHandler> handlers(OperationCaller operations, Clock clock) {
        return List.of(
                new FunctionHandler(operations),
                new VersionHandler(operations, clock),
                new AliasHandler(operations, clock),
                new PermissionHandler(operations),
                new LayerVersionHandler(operations),
                new LayerVersionPermissionHandler(operations),
                new UrlHandler(operations),
                new EventInvokeConfigHandler(operations),
                new EventSourceMappingHandler(operations, clock));
    }
}
