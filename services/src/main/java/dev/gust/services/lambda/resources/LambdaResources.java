package dev.gust.services.lambda.resources;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceHandler;
import java.util.List;

/** The types of Lambda that templates may use. */
public final class LambdaResources {
    private LambdaResources() {}

    public static List<ResourceHandler> handlers(OperationCaller operations) {
        return List.of(
                new FunctionHandler(operations),
                new VersionHandler(operations),
                new AliasHandler(operations),
                new PermissionHandler(operations),
                new LayerVersionHandler(operations),
                new UrlHandler(operations),
                new EventInvokeConfigHandler(operations));
    }
}
