package dev.gust.services.cloudformation.stacks;

import dev.gust.base.Suggestion;
import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Document;
import dev.gust.services.cloudformation.template.DependencyGraph;
import dev.gust.services.cloudformation.template.Evaluator;
import dev.gust.services.cloudformation.template.Lookup;
import dev.gust.services.cloudformation.template.ParameterValues;
import dev.gust.services.cloudformation.template.PropertyChanges;
import dev.gust.services.cloudformation.template.PropertyCheck;
import dev.gust.services.cloudformation.template.PseudoParameters;
import dev.gust.services.cloudformation.template.Template;
import dev.gust.services.cloudformation.template.TemplateException;
import dev.gust.services.cloudformation.template.TemplateReader;
import dev.gust.services.cloudformation.template.TemplateResource;
import dev.gust.services.cloudformation.template.TemplateText;
import dev.gust.services.cloudformation.template.Unknown;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Works out a definition before anything is done, so that what cannot work is refused by name and nothing is half made. */
public final class Planner {
    private final ResourceTypes types;

    public Planner(ResourceTypes types) {
        this.types = types;
    }

    /**
     * Plans.
     *
     * @param existing what the stack has, by logical id
     * @param tagsDiffer whether the stack's own tags are to change
     * @param exported the value that other stacks export under a name
     */
    public Plan plan(
            StackId id,
            StackDefinition definition,
            List<String> notificationArns,
            Map<String, StackResource> existing,
            boolean tagsDiffer,
            Function<String, Optional<String>> exported) {
        Document read = TemplateText.read(definition.processed());
        Document document = definition.isTransformed() ? read.withoutPositions() : read;
        Template template = TemplateReader.read(document);
        refuseUnknownTypes(template);
        PseudoParameters pseudo =
                new PseudoParameters(id.account(), id.region(), id.name(), id.arn(), notificationArns);
        Map<String, JsonValue> parameters =
                ParameterValues.values(template, ParameterValues.resolve(template, definition.parameters()));
        Work work = new Work(template, existing, tagsDiffer, exported);
        Evaluator evaluator = new Evaluator(template, pseudo, parameters, work);
        DependencyGraph graph = DependencyGraph.of(template, evaluator);
        graph.dependencies().keySet().forEach(logicalId -> work.add(template.resource(logicalId), evaluator));
        if (!work.problems.isEmpty()) {
            throw new TemplateException(String.join("\n", new Locator(document).located(work.problems)));
        }
        Plan plan = new Plan(template, pseudo, parameters, graph, work.changes(graph), work.imports);
        plan.outputs(evaluator).forEach(output -> {
            evaluator.evaluate(output.value());
            output.exportName().ifPresent(evaluator::evaluate);
        });
        return new Plan(template, pseudo, parameters, graph, work.changes(graph), work.imports);
    }

    private void refuseUnknownTypes(Template template) {
        Set<String> unknown = new TreeSet<>();
        for (TemplateResource resource : template.resources().values()) {
            if (types.find(resource.type()).isEmpty()) {
                unknown.add(resource.type());
            }
        }
        if (!unknown.isEmpty()) {
            StringBuilder hints = new StringBuilder();
            unknown.forEach(type -> Suggestion.closest(type, types.names())
                    .ifPresent(near -> hints.append(" Did you mean ")
                            .append(near)
                            .append(" for ")
                            .append(type)
                            .append('?')));
            throw new TemplateException("Template format error: Unrecognized resource types: " + unknown
                    + ". Gust does not support them." + hints);
        }
    }

    /** A problem of one resource. */
    record Problem(String logicalId, String type, PropertyCheck.Problem problem) {}

    /** Adds the place in the text to problems. */
    private record Locator(Document document) {
        List<String> located(List<Problem> problems) {
            Map<String, List<String>> byResource = new LinkedHashMap<>();
            for (Problem problem : problems) {
                byResource
                        .computeIfAbsent(problem.logicalId() + " (" + problem.type() + ")", name -> new ArrayList<>())
                        .add(problem.problem() + place(problem));
            }
            List<String> lines = new ArrayList<>();
            byResource.forEach((resource, texts) -> lines.add("Properties validation failed for resource " + resource
                    + " with message: " + String.join("; ", texts)));
            return lines;
        }

        private String place(Problem problem) {
            List<String> path = new ArrayList<>(List.of("Resources", problem.logicalId(), "Properties"));
            path.addAll(problem.problem().path());
            JsonValue at = document.root();
            for (String name : path) {
                Optional<JsonValue> next = switch (at) {
                    case JsonValue.Obj object -> object.get(name);
                    case JsonValue.Array(List<JsonValue> items)
                    when name.matches("[0-9]{1,6}") && Integer.parseInt(name) < items.size() ->
                        Optional.of(items.get(Integer.parseInt(name)));
                    default -> Optional.empty();
                };
                if (next.isEmpty()) {
                    break;
                }
                at = next.get();
            }
            return document.positions().suffix(at);
        }
    }

    /** The planning of one definition; it is also what the template's functions look into while that goes on. */
    private final class Work implements Lookup {
        private final Template template;
        private final Map<String, StackResource> existing;
        private final boolean tagsDiffer;
        private final Function<String, Optional<String>> exported;
        private final Map<String, ResourceChange> changes = new HashMap<>();
        private final List<Problem> problems = new ArrayList<>();
        private final Set<String> imports = new TreeSet<>();

        Work(
                Template template,
                Map<String, StackResource> existing,
                boolean tagsDiffer,
                Function<String, Optional<String>> exported) {
            this.template = template;
            this.existing = existing;
            this.tagsDiffer = tagsDiffer;
            this.exported = exported;
        }

        void add(TemplateResource resource, Evaluator evaluator) {
            ResourceHandler handler = types.handler(resource.type());
            PropertyCheck.Result checked =
                    PropertyCheck.check(handler.schema(), evaluator.members(resource.properties()));
            checked.problems()
                    .forEach(problem -> problems.add(new Problem(resource.logicalId(), resource.type(), problem)));
            if (checked.problems().isEmpty()) {
                change(resource, handler, checked.properties())
                        .ifPresent(change -> changes.put(resource.logicalId(), change));
            }
        }

        private Optional<ResourceChange> change(
                TemplateResource resource, ResourceHandler handler, JsonValue.Obj properties) {
            Optional<StackResource> old = present(resource.logicalId());
            if (old.isEmpty()) {
                return Optional.of(new ResourceChange(
                        ResourceChange.Action.ADD,
                        resource.logicalId(),
                        resource.type(),
                        null,
                        ResourceChange.Replacement.NEVER,
                        List.of(),
                        false));
            }
            StackResource before = old.get();
            if (!before.type().equals(resource.type())) {
                throw new TemplateException(
                        "Update of resource type is not permitted. The new template modifies resource"
                                + " type of the following resources: [" + resource.logicalId() + "]");
            }
            List<PropertyChanges.Change> differences =
                    PropertyChanges.between(handler.schema(), before.properties(), properties);
            boolean tags = tagsDiffer && handler.schema().property("Tags").isPresent();
            boolean unfinished =
                    before.status() == ResourceStatus.UPDATE_FAILED || before.status() == ResourceStatus.CREATE_FAILED;
            if (differences.isEmpty() && !tags && !unfinished) {
                return Optional.empty();
            }
            return Optional.of(new ResourceChange(
                    ResourceChange.Action.MODIFY,
                    resource.logicalId(),
                    resource.type(),
                    before.physicalId(),
                    replacement(handler, differences, before.properties(), properties),
                    differences,
                    tags));
        }

        private static ResourceChange.Replacement replacement(
                ResourceHandler handler,
                List<PropertyChanges.Change> differences,
                JsonValue.Obj before,
                JsonValue.Obj after) {
            if (differences.stream().anyMatch(change -> change.replaces() && change.known())) {
                return ResourceChange.Replacement.ALWAYS;
            }
            if (differences.stream().anyMatch(PropertyChanges.Change::replaces)) {
                return ResourceChange.Replacement.CONDITIONAL;
            }
            // A handler reads typed values, so it is only asked when all of them are known.
            boolean decided = !Unknown.isIn(after)
                    && handler.replaces(new ResourceProperties(before), new ResourceProperties(after));
            return decided ? ResourceChange.Replacement.ALWAYS : ResourceChange.Replacement.NEVER;
        }

        private Optional<StackResource> present(String logicalId) {
            return Optional.ofNullable(existing.get(logicalId))
                    .filter(resource -> !resource.status().isGone() && resource.physicalId() != null);
        }

        List<ResourceChange> changes(DependencyGraph graph) {
            List<ResourceChange> all = new ArrayList<>();
            graph.dependencies().keySet().stream()
                    .filter(changes::containsKey)
                    .forEach(logicalId -> all.add(changes.get(logicalId)));
            existing.keySet().stream()
                    .filter(logicalId -> !graph.dependencies().containsKey(logicalId))
                    .flatMap(logicalId -> present(logicalId).stream())
                    .map(resource -> new ResourceChange(
                            ResourceChange.Action.REMOVE,
                            resource.logicalId(),
                            resource.type(),
                            resource.physicalId(),
                            ResourceChange.Replacement.NEVER,
                            List.of(),
                            false))
                    .forEach(all::add);
            return all;
        }

        /** Whether the resource will still be the one that exists. */
        private Optional<StackResource> kept(String logicalId) {
            ResourceChange change = changes.get(logicalId);
            boolean fresh = change != null && change.replacement() != ResourceChange.Replacement.NEVER;
            return fresh ? Optional.empty() : present(logicalId);
        }

        @Override
        public JsonValue reference(String logicalId) {
            return kept(logicalId)
                    .map(resource -> JsonValue.of(resource.existingId()))
                    .orElseGet(() -> Unknown.of(logicalId, Optional.empty()));
        }

        @Override
        public JsonValue attribute(String logicalId, String attribute) {
            TemplateResource resource = template.resource(logicalId);
            if (!types.handler(resource.type()).schema().hasAttribute(attribute)) {
                throw new TemplateException("Template error: resource " + logicalId
                        + " does not support attribute type " + attribute + " in Fn::GetAtt");
            }
            return kept(logicalId)
                    .flatMap(kept -> Optional.ofNullable(kept.attributes().get(attribute)))
                    .orElseGet(() -> Unknown.of(logicalId, Optional.of(attribute)));
        }

        @Override
        public Optional<String> exported(String name) {
            imports.add(name);
            return exported.apply(name);
        }
    }
}
