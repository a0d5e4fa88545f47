package dev.gust.services.apigateway.mapping;

import dev.gust.wire.model.apigateway.BadRequestException;
import dev.gust.wire.operation.NotImplementedException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.exception.VelocityException;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.parser.ParseException;
import org.apache.velocity.util.introspection.SecureUberspector;

/** A template, parsed once and evaluated for each request. */
public final class MappingTemplate {
    /** They read files, run text as a template, or define macros that call themselves. */
    private static final List<String> REFUSED_DIRECTIVES = List.of("parse", "include", "evaluate", "macro", "define");

    private static final int MAXIMUM_LENGTH = 300 * 1024;

    private final Template template;

    private MappingTemplate(Template template) {
        this.template = template;
    }

    /** What came out: the text, and what the template wished for the answer. */
    public record Result(String text, Map<String, String> overriddenHeaders, int overriddenStatus) {}

    /** Refuses what is no template. */
    public static void check(String text) {
        parse(text);
    }

    public static MappingTemplate parse(String text) {
        if (text.length() > MAXIMUM_LENGTH) {
            throw new BadRequestException("Invalid mapping template: longer than " + MAXIMUM_LENGTH + " characters");
        }
        for (String directive : REFUSED_DIRECTIVES) {
            if (text.contains("#" + directive) || text.contains("#{" + directive)) {
                throw NotImplementedException.feature(
                        "API Gateway", "the directive #" + directive + " in mapping templates");
            }
        }
        try {
            RuntimeInstance runtime = Engine.RUNTIME;
            Template template = new Template();
            template.setName("mapping");
            template.setRuntimeServices(runtime);
            template.setData(runtime.parse(new StringReader(text), template));
            template.initDocument();
            return new MappingTemplate(template);
        } catch (ParseException | VelocityException e) {
            throw new BadRequestException("Invalid mapping template specified: " + firstLine(e));
        }
    }

    /** Evaluates for one request. */
    public Result evaluate(TemplateInput input, Map<String, Object> context, Map<String, String> stageVariables) {
        Map<String, Object> headers = new LinkedHashMap<>();
        Map<String, Object> override = new LinkedHashMap<>();
        override.put("header", headers);
        Map<String, Object> requestContext = new LinkedHashMap<>(context);
        requestContext.put("responseOverride", override);
        VelocityContext velocity = new VelocityContext();
        velocity.put("input", input);
        velocity.put("context", requestContext);
        velocity.put("stageVariables", Map.copyOf(stageVariables));
        StringWriter text = new StringWriter();
        try {
            template.merge(velocity, text);
        } catch (VelocityException e) {
            throw new BadRequestException("The mapping template failed: " + firstLine(e));
        }
        Map<String, String> overridden = new LinkedHashMap<>();
        headers.forEach((name, value) -> overridden.put(name, String.valueOf(value)));
        int status = override.get("status") instanceof Number number ? number.intValue() : 0;
        return new Result(text.toString(), overridden, status);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Started by the first template; most servers never need it. */
    private static final class Engine {
        static final RuntimeInstance RUNTIME = start();

        private static RuntimeInstance start() {
            RuntimeInstance runtime = new RuntimeInstance();
            runtime.setProperty("introspector.uberspect.class", SecureUberspector.class.getName());
            runtime.setProperty("parser.allow_hyphen_in_identifiers", true);
            runtime.setProperty("directive.foreach.max_loops", 1000);
            runtime.setProperty("velocimacro.library.path", "");
            runtime.setProperty("resource.loaders", "none");
            runtime.setProperty(
                    "resource.loader.none.class", "org.apache.velocity.runtime.resource.loader.StringResourceLoader");
            runtime.init();
            return runtime;
        }
    }
}
