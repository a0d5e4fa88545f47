package dev.gust.cli.deploy.serverless;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Document;
import dev.gust.base.yaml.DocumentSyntaxException;
import dev.gust.base.yaml.Positions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${source:address, fallback}}. A value that is one variable takes that variable's type; inside a longer
 * text it becomes text. {@code ${AWS::Region}} and {@code ${Resource.Arn}} are CloudFormation's and stay.
 */
final class Variables {
    /** The beginning of a variable: a source with an address, or a source with arguments. */
    private static final Pattern OPENING = Pattern.compile("\\$\\{(?=[A-Za-z][A-Za-z0-9_]*(?::(?!:)|\\())");

    private static final Pattern CALL = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9_]*)(?:\\(([^)]*)\\))?(?::(.*))?");
    private static final int MAXIMUM_DEPTH = 50;

    /** Where values outside the file come from. */
    record World(
            Map<String, String> options,
            Map<String, String> environment,
            String account,
            String region,
            String stage,
            String instanceId,
            Function exported) {
        /** Asks for the output of a deployed stack. */
        interface Function {
            Optional<String> output(String stack, String name);
        }

        World {
            options = Map.copyOf(options);
            environment = Map.copyOf(environment);
        }
    }

    private final Path folder;
    private final JsonValue.Obj root;
    private final Positions positions;
    private final World world;
    private final List<String> open = new ArrayList<>();
    private final Map<String, Optional<JsonValue>> known = new LinkedHashMap<>();

    Variables(Path folder, Document document, World world) {
        this.folder = folder;
        this.root = (JsonValue.Obj) document.root();
        this.positions = document.positions();
        this.world = world;
    }

    JsonValue.Obj resolveAll() {
        return (JsonValue.Obj) resolve(root);
    }

    JsonValue resolve(JsonValue value) {
        JsonValue resolved = switch (value) {
            case JsonValue.Str(String text) -> text(text, value);
            case JsonValue.Array(List<JsonValue> items) ->
                JsonValue.array(items.stream().map(this::resolve).toList());
            case JsonValue.Obj(var members) -> {
                Map<String, JsonValue> all = new LinkedHashMap<>();
                members.forEach((name, member) -> all.put(name, resolve(member)));
                yield new JsonValue.Obj(all);
            }
            case JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ -> value;
        };
        return positions.moved(value, resolved);
    }

    private JsonValue text(String text, JsonValue at) {
        Matcher opening = OPENING.matcher(text);
        if (!opening.find()) {
            return JsonValue.of(text);
        }
        int end = closing(text, opening.end(), at);
        JsonValue value = variable(text.substring(opening.end(), end), at);
        if (opening.start() == 0 && end == text.length() - 1) {
            return value;
        }
        String plain = scalar(value)
                .orElseThrow(() -> wrong(
                        at,
                        "the variable " + text.substring(opening.start(), end + 1) + " gives " + value.toJson()
                                + ", which cannot stand inside a text",
                        "Use it alone, or take one value of it."));
        return text(text.substring(0, opening.start()) + plain + text.substring(end + 1), at);
    }

    private static Optional<String> scalar(JsonValue value) {
        return switch (value) {
            case JsonValue.Str(String text) -> Optional.of(text);
            case JsonValue.Num(BigDecimal number) -> Optional.of(number.toPlainString());
            case JsonValue.Bool(boolean flag) -> Optional.of(Boolean.toString(flag));
            case JsonValue.Null _, JsonValue.Array _, JsonValue.Obj _ -> Optional.empty();
        };
    }

    private ConfigurationException wrong(JsonValue at, String problem, String remedy) {
        return new ConfigurationException(problem + positions.suffix(at), remedy);
    }

    private int closing(String text, int from, JsonValue at) {
        int depth = 1;
        for (int i = from; i < text.length(); i++) {
            if (text.startsWith("${", i)) {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        throw wrong(at, "the variable in '" + text + "' has no closing brace", "Close it with }.");
    }

    /** The value of what stands between the braces: the first source or fallback that has one. */
    private JsonValue variable(String inside, JsonValue at) {
        List<String> alternatives = alternatives(inside);
        for (String alternative : alternatives) {
            Optional<JsonValue> value = alternative(alternative, at);
            if (value.isPresent() && !(value.get() instanceof JsonValue.Null && alternatives.size() > 1)) {
                return value.get();
            }
        }
        throw wrong(
                at,
                "the variable ${" + inside + "} has no value",
                "Give it one, or a fallback as in ${" + alternatives.getFirst() + ", 'value'}.");
    }

    /** Splits at commas that are in no braces, parentheses or quotes. */
    private static List<String> alternatives(String inside) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        char quote = 0;
        int from = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '{' || c == '(') {
                depth++;
            } else if (c == '}' || c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(inside.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(inside.substring(from).strip());
        return parts;
    }

    private Optional<JsonValue> alternative(String text, JsonValue at) {
        if (text.length() >= 2
                && (text.startsWith("'") || text.startsWith("\""))
                && text.endsWith(text.substring(0, 1))) {
            return Optional.of(text(text.substring(1, text.length() - 1), at));
        }
        if (text.startsWith("${")) {
            int end = closing(text, 2, at);
            if (end == text.length() - 1) {
                List<String> inner = alternatives(text.substring(2, end));
                return inner.stream()
                        .flatMap(part -> alternative(part, at).stream())
                        .findFirst();
            }
            return Optional.of(text(text, at));
        }
        switch (text) {
            case "true" -> {
                return Optional.of(JsonValue.of(true));
            }
            case "false" -> {
                return Optional.of(JsonValue.of(false));
            }
            case "null" -> {
                return Optional.of(new JsonValue.Null());
            }
            default -> {}
        }
        if (text.matches("-?[0-9]+(\\.[0-9]+)?")) {
            return Optional.of(new JsonValue.Num(new BigDecimal(text)));
        }
        return source(text, at);
    }

    /** Asks a source; its address may hold variables itself. */
    private Optional<JsonValue> source(String written, JsonValue at) {
        String text = text(written, at) instanceof JsonValue.Str(String plain) ? plain : written;
        Optional<JsonValue> before = known.get(text);
        if (before != null) {
            return before;
        }
        if (open.contains(text) || open.size() > MAXIMUM_DEPTH) {
            throw wrong(
                    at, "the variable ${" + text + "} needs itself: " + String.join(" -> ", open), "Break the circle.");
        }
        open.add(text);
        Optional<JsonValue> value = ask(text, at);
        open.removeLast();
        known.put(text, value);
        return value;
    }

    private Optional<JsonValue> ask(String text, JsonValue at) {
        Matcher call = CALL.matcher(text);
        if (!call.matches()) {
            throw unknown(text, at);
        }
        String source = call.group(1);
        String arguments = call.group(2) == null ? "" : call.group(2);
        String address = call.group(3) == null ? "" : call.group(3).strip();
        return switch (source) {
            case "self" -> navigate(root, address);
            case "opt" -> option(address);
            case "env" -> Optional.ofNullable(world.environment().get(address)).map(JsonValue::of);
            case "param" -> parameter(address);
            case "sls" ->
                switch (address) {
                    case "stage" -> Optional.of(JsonValue.of(world.stage()));
                    case "instanceId" -> Optional.of(JsonValue.of(world.instanceId()));
                    default -> throw unknown(text, at);
                };
            case "aws" ->
                switch (address) {
                    case "accountId" -> Optional.of(JsonValue.of(world.account()));
                    case "region" -> Optional.of(JsonValue.of(world.region()));
                    default -> throw unknown(text, at);
                };
            case "file" -> file(arguments, address, at);
            case "strToBool" -> Optional.of(bool(arguments, at));
            case "cf" -> output(address, at);
            case "ssm", "s3", "git", "terraform" ->
                throw wrong(at, "Gust does not support variables from '" + source + "' yet", "Use env, param or file.");
            default -> throw unknown(text, at);
        };
    }

    private ConfigurationException unknown(String text, JsonValue at) {
        return wrong(
                at,
                "the variable source of ${" + text + "} is not known",
                "Gust knows self, opt, env, param, sls, aws, file, cf and strToBool.");
    }

    private Optional<JsonValue> option(String name) {
        Optional<JsonValue> given =
                Optional.ofNullable(world.options().get(name)).map(JsonValue::of);
        return given.isPresent() || !name.isEmpty() ? given : Optional.of(new JsonValue.Obj(Map.of()));
    }

    /** {@code params.STAGE.name}, else {@code params.default.name}. */
    private Optional<JsonValue> parameter(String name) {
        return navigate(root, "params." + world.stage() + "." + name)
                .or(() -> navigate(root, "params.default." + name));
    }

    private JsonValue bool(String argument, JsonValue at) {
        String text = text(argument, at) instanceof JsonValue.Str(String plain) ? plain.strip() : argument.strip();
        return switch (text) {
            case "true", "1" -> JsonValue.of(true);
            case "false", "0" -> JsonValue.of(false);
            default ->
                throw wrong(at, "strToBool takes true, false, 1 or 0, and got '" + text + "'", "Pass one of them.");
        };
    }

    private Optional<JsonValue> output(String address, JsonValue at) {
        int dot = address.lastIndexOf('.');
        if (dot <= 0) {
            throw wrong(at, "${cf:" + address + "} does not name a stack and an output", "Write ${cf:STACK.OUTPUT}.");
        }
        return world.exported()
                .output(address.substring(0, dot), address.substring(dot + 1))
                .map(JsonValue::of);
    }

    private Optional<JsonValue> file(String name, String address, JsonValue at) {
        Path path = folder.resolve(name.strip()).normalize();
        String lower = path.toString();
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        if (lower.endsWith(".js") || lower.endsWith(".ts") || lower.endsWith(".mjs") || lower.endsWith(".cjs")) {
            throw wrong(
                    at,
                    "Gust does not run " + name.strip() + " to read configuration from it",
                    "Put the values into a YAML or JSON file.");
        }
        try {
            String content = Files.readString(path);
            if (!lower.endsWith(".yml") && !lower.endsWith(".yaml") && !lower.endsWith(".json")) {
                return Optional.of(JsonValue.of(content.strip()));
            }
            Document document =
                    lower.endsWith(".json") ? Document.ofJson(content) : Document.ofYamlWithAliases(content);
            positions.addAll(document.positions());
            return navigate(document.root(), address);
        } catch (DocumentSyntaxException e) {
            throw new ConfigurationException(
                    path + " is not well-formed: " + e.problem() + " (" + e.position() + ")", "Correct it.");
        } catch (IOException e) {
            throw wrong(at, path + " cannot be read (" + e.getMessage() + ")", "Make it readable.");
        }
    }

    /** The value at an address of names and indexes, each step resolved as it is reached. */
    private Optional<JsonValue> navigate(JsonValue from, String address) {
        JsonValue at = from;
        for (String name : address.isEmpty() ? new String[0] : address.split("\\.", -1)) {
            at = at instanceof JsonValue.Str ? resolve(at) : at;
            Optional<JsonValue> next = switch (at) {
                case JsonValue.Obj object -> object.get(name);
                case JsonValue.Array(List<JsonValue> items)
                when name.matches("[0-9]{1,6}") && Integer.parseInt(name) < items.size() ->
                    Optional.of(items.get(Integer.parseInt(name)));
                default -> Optional.empty();
            };
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = next.get();
        }
        return Optional.of(resolve(at));
    }
}
