package dev.gust.services.apigateway.front;

import dev.gust.services.apigateway.mapping.MappingTemplate;
import dev.gust.services.apigateway.mapping.TemplateInput;
import dev.gust.services.apigateway.proxy.EventBody;
import dev.gust.services.apigateway.proxy.ProxyCall;
import dev.gust.services.apigateway.proxy.QueryText;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.apigateway.Integration;
import dev.gust.wire.model.apigateway.IntegrationResponse;
import dev.gust.wire.operation.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers without calling anything, as templates say: what preflight requests of REST APIs are answered with. */
final class MockIntegration {
    /** The request template's result need not be strict JSON: {@code {statusCode:200}} is what frameworks write. */
    private static final Pattern STATUS = Pattern.compile("[\"']?statusCode[\"']?\\s*:\\s*[\"']?(\\d{3})");

    private static final String HEADER = "method.response.header.";

    private MockIntegration() {}

    static HttpResponse answer(ProxyCall call, Integration integration) {
        try {
            return evaluate(call, integration);
        } catch (AwsException e) {
            return Answers.error(500, "InternalServerErrorException", "Internal server error");
        }
    }

    private static HttpResponse evaluate(ProxyCall call, Integration integration) {
        String type = EventBody.mediaType(call.headers().first("Content-Type").orElse("application/json"));
        String requestTemplate = integration.requestTemplates().get(type);
        if (requestTemplate == null) {
            requestTemplate = integration.requestTemplates().get("application/json");
        }
        String status = "200";
        if (requestTemplate != null) {
            Matcher matcher = STATUS.matcher(run(requestTemplate, call).text());
            if (!matcher.find()) {
                return Answers.error(500, "InternalServerErrorException", "Internal server error");
            }
            status = matcher.group(1);
        }
        IntegrationResponse response = integration.integrationResponses().get(status);
        if (response == null) {
            return Answers.error(500, "InternalServerErrorException", "Internal server error");
        }
        return respond(call, status, response);
    }

    private static HttpResponse respond(ProxyCall call, String status, IntegrationResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        response.responseParameters()
                .forEach((name, value) ->
                        headers.put(name.substring(HEADER.length()), value.substring(1, value.length() - 1)));
        String body = "";
        int code = Integer.parseInt(status);
        @Nullable String template = response.responseTemplates().get("application/json");
        if (template != null && !template.isEmpty()) {
            MappingTemplate.Result result = run(template, call);
            body = result.text();
            headers.putAll(result.overriddenHeaders());
            code = result.overriddenStatus() == 0 ? code : result.overriddenStatus();
        }
        headers.putIfAbsent("Content-Type", "application/json");
        HttpHeaders lines = HttpHeaders.empty();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            lines = lines.plus(header.getKey(), header.getValue());
        }
        return new HttpResponse(code, lines, Payload.utf8(body));
    }

    private static MappingTemplate.Result run(String template, ProxyCall call) {
        Map<String, String> query = new LinkedHashMap<>();
        QueryText.parse(call.query()).forEach((name, values) -> query.put(name, values.getLast()));
        Map<String, String> headers = new LinkedHashMap<>();
        call.headers().lines().forEach(line -> headers.put(line.name(), line.value()));
        TemplateInput input =
                new TemplateInput(new String(call.body(), StandardCharsets.UTF_8), call.parameters(), query, headers);
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("apiId", call.api());
        context.put("accountId", call.account());
        context.put("httpMethod", call.method());
        context.put("path", call.stagePath());
        context.put("requestId", call.requestId());
        context.put("resourcePath", call.route());
        context.put("stage", call.stage());
        context.put("identity", Map.of("sourceIp", Objects.requireNonNullElse(call.sourceIp(), "")));
        return MappingTemplate.parse(template).evaluate(input, context, call.stageVariables());
    }
}
