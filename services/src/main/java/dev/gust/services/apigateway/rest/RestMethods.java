package dev.gust.services.apigateway.rest;

import dev.gust.services.apigateway.mapping.MappingTemplate;
import dev.gust.services.ports.records.ShapeCopy;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.apigateway.ApiGatewayModel;
import dev.gust.wire.model.apigateway.Integration;
import dev.gust.wire.model.apigateway.IntegrationResponse;
import dev.gust.wire.model.apigateway.Method;
import dev.gust.wire.model.apigateway.MethodResponse;
import dev.gust.wire.model.apigateway.PutIntegrationRequest;
import dev.gust.wire.model.apigateway.PutIntegrationResponseRequest;
import dev.gust.wire.model.apigateway.PutMethodRequest;
import dev.gust.wire.model.apigateway.PutMethodResponseRequest;
import dev.gust.wire.model.apigateway.Resource;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Methods of resources, their integrations and their responses. */
public final class RestMethods {
    private static final String SERVICE = "API Gateway";
    private static final int LONGEST_MILLIS = 29_000;
    private static final Set<String> VERBS = Set.of("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");
    private static final Set<String> METHOD_MEMBERS = Set.of(
            "restApiId",
            "resourceId",
            "httpMethod",
            "authorizationType",
            "operationName",
            "requestParameters",
            "requestModels");
    private static final Set<String> INTEGRATION_MEMBERS = Set.of(
            "restApiId",
            "resourceId",
            "httpMethod",
            "type",
            "integrationHttpMethod",
            "uri",
            "connectionType",
            "requestTemplates",
            "passthroughBehavior",
            "cacheNamespace",
            "timeoutInMillis",
            "contentHandling");

    private final OrderedStore store;

    public RestMethods(OrderedStore store) {
        this.store = store;
    }

    public Method put(PutMethodRequest input, CallContext context) {
        Supported.only(SERVICE, input, METHOD_MEMBERS);
        if (!input.authorizationType().equals("NONE")) {
            throw NotImplementedException.feature(SERVICE, "the authorization type " + input.authorizationType());
        }
        // A parameter marked as required asks for request validation.
        if (input.requestParameters().containsValue(true)) {
            throw NotImplementedException.feature(SERVICE, "the validation of required request parameters");
        }
        if (!VERBS.contains(verb(input.httpMethod()))) {
            throw RestErrors.bad(
                    "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY");
        }
        Method method = ShapeCopy.as(ApiGatewayModel.getMethod(), input);
        Method kept = method.toBuilder()
                .httpMethod(verb(input.httpMethod()))
                .apiKeyRequired(false)
                .build();
        change(input.restApiId(), input.resourceId(), context, resource -> {
            if (resource.resourceMethods().containsKey(verb(input.httpMethod()))) {
                throw RestErrors.methodExists();
            }
            return with(resource, verb(input.httpMethod()), kept);
        });
        return kept;
    }

    public Method get(String apiId, String resourceId, String verb, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.read(reader -> {
            RestApis.require(rest, reader, apiId);
            return require(RestResources.require(rest, reader, apiId, resourceId), verb);
        });
    }

    public void delete(String apiId, String resourceId, String verb, CallContext context) {
        change(apiId, resourceId, context, resource -> {
            require(resource, verb);
            return with(resource, verb(verb), null);
        });
    }

    public Integration putIntegration(PutIntegrationRequest input, CallContext context) {
        Integration integration = integration(input, context);
        changeMethod(
                input.restApiId(),
                input.resourceId(),
                input.httpMethod(),
                context,
                method -> method.toBuilder().methodIntegration(integration).build());
        return integration;
    }

    static Integration integration(PutIntegrationRequest input, CallContext context) {
        Supported.only(SERVICE, input, INTEGRATION_MEMBERS);
        switch (input.type()) {
            case "MOCK" -> {
                input.requestTemplates().values().forEach(MappingTemplate::check);
            }
            case "AWS_PROXY" -> LambdaUri.check(input.uri());
            default -> throw NotImplementedException.feature(SERVICE, "the integration type " + input.type());
        }
        if ("VPC_LINK".equals(input.connectionType())) {
            throw NotImplementedException.feature(SERVICE, "the connection type VPC_LINK");
        }
        if (input.contentHandling() != null && !input.contentHandling().equals("CONVERT_TO_TEXT")) {
            throw NotImplementedException.feature(SERVICE, "the content handling " + input.contentHandling());
        }
        int millis = input.timeoutInMillis() == null ? LONGEST_MILLIS : input.timeoutInMillis();
        if (millis < 50 || millis > LONGEST_MILLIS) {
            throw RestErrors.bad("Timeout should be between 50 ms and " + LONGEST_MILLIS + " ms");
        }
        return Integration.builder()
                .type(input.type())
                .httpMethod(input.integrationHttpMethod())
                .uri(input.uri())
                .requestTemplates(input.requestTemplates())
                .passthroughBehavior(
                        input.passthroughBehavior() == null ? "WHEN_NO_MATCH" : input.passthroughBehavior())
                .contentHandling(input.contentHandling())
                .timeoutInMillis(millis)
                .cacheNamespace(input.cacheNamespace() == null ? input.resourceId() : input.cacheNamespace())
                .build();
    }

    public Integration integration(String apiId, String resourceId, String verb, CallContext context) {
        return requireIntegration(get(apiId, resourceId, verb, context));
    }

    public void deleteIntegration(String apiId, String resourceId, String verb, CallContext context) {
        changeMethod(apiId, resourceId, verb, context, method -> {
            requireIntegration(method);
            return method.toBuilder().methodIntegration(null).build();
        });
    }

    public IntegrationResponse putIntegrationResponse(PutIntegrationResponseRequest input, CallContext context) {
        IntegrationResponse response = integrationResponse(input);
        changeMethod(input.restApiId(), input.resourceId(), input.httpMethod(), context, method -> {
            Integration integration = requireIntegration(method);
            Map<String, IntegrationResponse> responses = new LinkedHashMap<>(integration.integrationResponses());
            responses.put(input.statusCode(), response);
            return method.toBuilder()
                    .methodIntegration(integration.toBuilder()
                            .integrationResponses(responses)
                            .build())
                    .build();
        });
        return response;
    }

    public MethodResponse putMethodResponse(PutMethodResponseRequest input, CallContext context) {
        MethodResponse response =
                new MethodResponse(input.statusCode(), input.responseParameters(), input.responseModels());
        changeMethod(input.restApiId(), input.resourceId(), input.httpMethod(), context, method -> {
            Map<String, MethodResponse> responses = new LinkedHashMap<>(method.methodResponses());
            responses.put(input.statusCode(), response);
            return method.toBuilder().methodResponses(responses).build();
        });
        return response;
    }

    static IntegrationResponse integrationResponse(PutIntegrationResponseRequest input) {
        Supported.only(
                SERVICE,
                input,
                Set.of(
                        "restApiId",
                        "resourceId",
                        "httpMethod",
                        "statusCode",
                        "selectionPattern",
                        "responseParameters",
                        "responseTemplates"));
        if (input.selectionPattern() != null && !input.selectionPattern().isEmpty()) {
            throw NotImplementedException.feature(SERVICE, "the selection pattern of an integration response");
        }
        input.responseTemplates().values().forEach(MappingTemplate::check);
        for (Map.Entry<String, String> parameter : input.responseParameters().entrySet()) {
            if (!parameter.getKey().startsWith("method.response.header.") || !isQuoted(parameter.getValue())) {
                throw NotImplementedException.feature(
                        SERVICE, "the response parameter " + parameter.getKey() + " = " + parameter.getValue());
            }
        }
        return new IntegrationResponse(
                input.statusCode(), null, input.responseParameters(), input.responseTemplates(), null);
    }

    static Method require(Resource resource, String verb) {
        Method method = resource.resourceMethods().get(verb(verb));
        if (method == null) {
            throw RestErrors.noMethod();
        }
        return method;
    }

    static Integration requireIntegration(Method method) {
        if (method.methodIntegration() == null) {
            throw RestErrors.noIntegration();
        }
        return method.methodIntegration();
    }

    static boolean isQuoted(String value) {
        return value.length() >= 2 && value.startsWith("'") && value.endsWith("'");
    }

    private void changeMethod(
            String apiId, String resourceId, String verb, CallContext context, UnaryOperator<Method> change) {
        change(
                apiId,
                resourceId,
                context,
                resource -> with(resource, verb(verb), change.apply(require(resource, verb))));
    }

    private void change(String apiId, String resourceId, CallContext context, UnaryOperator<Resource> change) {
        RestStore rest = new RestStore(context.account(), context.region());
        store.write(tx -> {
            RestApis.require(rest, tx, apiId);
            Resource resource = RestResources.require(rest, tx, apiId, resourceId);
            rest.resources(apiId).put(tx, resourceId, change.apply(resource));
        });
    }

    private static Resource with(Resource resource, String verb, @Nullable Method method) {
        Map<String, Method> methods = new LinkedHashMap<>(resource.resourceMethods());
        if (method == null) {
            methods.remove(verb);
        } else {
            methods.put(verb, method);
        }
        return resource.toBuilder().resourceMethods(methods).build();
    }

    private static String verb(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
