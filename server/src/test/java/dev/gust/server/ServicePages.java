package dev.gust.server;

import dev.gust.services.ports.resources.Property;
import dev.gust.services.ports.resources.PropertyType;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.wire.model.ServiceModels;
import dev.gust.wire.operation.ServiceModel;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What each service does and refuses, told by the code that does and refuses it: one page per service, and one of all. */
final class ServicePages {
    private static final String NOTICE =
            "<!-- Generated from the code; a test compares. To write it anew: mvn test -pl server -am -Dtest=ServicePagesTest "
                    + "-Dsurefire.failIfNoSpecifiedTests=false -Dgust.write=true -->\n\n";

    private ServicePages() {}

    /** The pages by their files' names. */
    static Map<String, String> of(GustServer server) {
        Map<String, String> pages = new TreeMap<>();
        Map<String, List<ResourceSchema>> types = typesByService(server.resourceTypes());
        StringBuilder all = new StringBuilder("# Services\n\n" + NOTICE
                + "Operations that are not built, and options that are not supported, are refused by name. In templates of "
                + "CloudFormation unknown types and properties are.\n\n"
                + "| Service | Operations | Types in templates |\n|---|---|---|\n");
        for (String id : ServiceModels.ids().stream().sorted().toList()) {
            ServiceModel model = ServiceModels.find(id).orElseThrow();
            List<String> built = server.implementation(model)
                    .map(implementation -> built(model, implementation))
                    .orElse(List.of());
            List<ResourceSchema> ofService = types.getOrDefault(id, List.of());
            if (built.isEmpty() && ofService.isEmpty()) {
                all.append("| ").append(model.traits().sdkId()).append(" | none yet | |\n");
                continue;
            }
            pages.put(id + ".md", page(model, built, ofService));
            all.append("| [")
                    .append(model.traits().sdkId())
                    .append("](")
                    .append(id)
                    .append(".md) | ");
            all.append(built.size()).append(" of ").append(total(model)).append(" | ");
            all.append(ofService.stream().map(ResourceSchema::type).collect(Collectors.joining(", ")))
                    .append(" |\n");
        }
        pages.put("README.md", all.toString());
        return pages;
    }

    private static String page(ServiceModel model, List<String> built, List<ResourceSchema> types) {
        StringBuilder page = new StringBuilder("# " + model.traits().sdkId() + "\n\n" + NOTICE);
        page.append("## Operations\n\n").append(sentence(built)).append("\n\n");
        List<String> refused = new ArrayList<>(model.operationNames());
        refused.removeAll(built);
        model.unmodelled().forEach(line -> refused.add(line.split(" ", 2)[0]));
        if (!refused.isEmpty()) {
            page.append("## Refused as not built\n\n")
                    .append(sentence(refused.stream().sorted().toList()))
                    .append("\n\n");
        }
        if (!types.isEmpty()) {
            page.append("## Types in templates\n\nAn asterisk marks what must be given.\n\n");
        }
        for (ResourceSchema type : types) {
            page.append("- **").append(type.type()).append("**: ");
            page.append(properties(type.properties()));
            page.append('\n');
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static int total(ServiceModel model) {
        return model.operationNames().size() + model.unmodelled().size();
    }

    private static String sentence(List<String> names) {
        return String.join(", ", names) + '.';
    }

    private static String properties(List<Property> properties) {
        return properties.stream()
                .map(property -> property.name().equals(Property.OTHERS)
                        ? "and any other"
                        : property.name() + (property.required() ? "*" : "") + nested(property.type()))
                .collect(Collectors.joining(", "));
    }

    private static String nested(PropertyType type) {
        return switch (type) {
            case PropertyType.Structure(List<Property> properties) -> " (" + properties(properties) + ')';
            case PropertyType.ListOf(PropertyType item) -> nested(item);
            case PropertyType.MapOf(PropertyType value) -> nested(value);
            case PropertyType.Text(var values) ->
                values.isEmpty() ? "" : " (" + values.stream().sorted().collect(Collectors.joining(" or ")) + ')';
            case PropertyType.ArnOf(var services) ->
                " (an ARN of " + services.stream().sorted().collect(Collectors.joining(" or ")) + ')';
            case PropertyType.Whole(), PropertyType.Decimal(), PropertyType.Flag(), PropertyType.Json() -> "";
        };
    }

    /** The operations whose method the implementation has of its own: those that it leaves to the contract are refused there. */
    private static List<String> built(ServiceModel model, Object implementation) {
        Map<String, Method> methods = new LinkedHashMap<>();
        for (Method method : model.contract().getMethods()) {
            methods.put(method.getName().toLowerCase(Locale.ROOT), method);
        }
        return model.operationNames().stream()
                .filter(operation -> isBuilt(model, method(methods, operation), implementation))
                .sorted()
                .toList();
    }

    private static Method method(Map<String, Method> methods, String operation) {
        String name = operation.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(methods.get(name))
                .or(() -> Optional.ofNullable(methods.get(name + "operation")))
                .orElseThrow(() -> new AssertionError("no method stands for " + operation));
    }

    private static boolean isBuilt(ServiceModel model, Method method, Object implementation) {
        try {
            return implementation
                            .getClass()
                            .getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass()
                    != model.contract();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(implementation + " does not implement " + method, e);
        }
    }

    private static Map<String, List<ResourceSchema>> typesByService(List<ResourceSchema> types) {
        return types.stream()
                .sorted(Comparator.comparing(ResourceSchema::type))
                .collect(Collectors.groupingBy(type -> service(type.type())));
    }

    /** AWS::Lambda::Function belongs to lambda. */
    private static String service(String type) {
        String space = type.split("::", 3)[1];
        return switch (space) {
            case "StepFunctions" -> "states";
            case "CloudWatch" -> "monitoring";
            case "Cognito" -> "cognitoidp";
            case "CDK" -> "cloudformation";
            default -> space.toLowerCase(Locale.ROOT);
        };
    }
}
