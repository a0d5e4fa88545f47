package dev.gust.checks.conformance.dynamodb.differential;

import dev.gust.base.json.JsonValue;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the two answer differently and are meant to. Each has its line in docs/services/dynamodb.md. */
enum KnownDifference {
    /** Local fails where it should refuse; what Gust does is then compared with nothing. */
    INTERNAL_FAILURE {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return local.status() == 500 && gust.status() != 500;
        }
    },
    /** Local looks for the table before it reads the rest of the request, and words it as nobody else does. */
    MISSING_TABLE {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            boolean localMisses = local.message().equals("Cannot do operations on a non-existent table");
            boolean gustMisses = gust.message().equals(NOT_FOUND);
            return (localMisses && (gustMisses || isRefusal(gust)))
                    || (gustMisses && request.operation().startsWith("Transact") && isRefusal(local));
        }
    },
    /** Numbers inside lists and maps, and those that ADD stores first, are given back as they were written. */
    NORMAL_FORM_OF_NUMBERS {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return !gust.equals(local)
                    && gust.status() == local.status()
                    && normal(gust.body()).equals(normal(stopped(local.body())));
        }
    },
    /** The arithmetic of capacity: of what is not there, of batches, of transactions, of deletions. */
    CAPACITY {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            boolean isLocalsOwn = request.operation().startsWith("Batch")
                    || request.operation().startsWith("Transact")
                    || request.operation().equals("DeleteItem")
                    || local.body().toJson().contains("\"ConsumedCapacity\":{\"CapacityUnits\":0")
                    // What a Scan of a local index fetches from the table is not counted, and that of a Query is.
                    || (request.operation().equals("Scan")
                            && local.body().toJson().contains("\"Table\":{\"CapacityUnits\":0"))
                    // An item that has a part of an index's key has no entry there, and costs it nothing.
                    || (request.writes() && request.body().toJson().contains("\"both\""));
            return isLocalsOwn
                    && local.status() == 200
                    && gust.status() == 200
                    && normal(without(without(gust.body(), "ItemCollectionMetrics"), "ConsumedCapacity"))
                            .equals(normal(without(local.body(), "ConsumedCapacity")));
        }
    },
    /** Local does not answer ItemCollectionMetrics. */
    COLLECTION_METRICS {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return request.body().get("ReturnItemCollectionMetrics").isPresent()
                    && normal(without(gust.body(), "ItemCollectionMetrics")).equals(normal(local.body()));
        }
    },
    /** Taking attributes away from an item that is not there makes none. */
    NOTHING_TAKEN_AWAY {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return request.operation().equals("UpdateItem")
                    && takesAwayOnly(request.body())
                    && local.status() == 200
                    && gust.status() == 200
                    && gust.body().get("Attributes").isEmpty();
        }
    },
    /** A value of a wrong type for the key of an index, set by an update, is stored, or told in another way. */
    INDEX_KEY_TYPE {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return gust.body().toJson().contains("Type mismatch for Index Key")
                    || gust.body().toJson().contains("secondary index key to unsupported type")
                    || local.message()
                            .equals("Updates on index keys must be of the same data type as the key attribute");
        }
    },
    /** {@code size} is a reserved word. */
    RESERVED_SIZE {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return gust.message().endsWith("reserved keyword: size");
        }
    },
    /** Two numbers that are equal are the same key, however they are written; so are those that Local overlooks in a transaction. */
    DUPLICATE_KEYS {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return local.status() == 200
                    && (gust.message().equals("Provided list of item keys contains duplicates")
                            || gust.message()
                                    .equals("Transaction request cannot include multiple operations on one item"));
        }
    },
    /** An empty AttributesToGet, which the API's model does not allow, is taken. */
    EMPTY_LIST {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return local.status() == 200
                    && gust.message()
                            .matches(".*'attributesToGet' failed to satisfy constraint: Member must have length .*");
        }
    },
    /** An enum's value that does not exist is taken. */
    UNKNOWN_ENUM_VALUE {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return local.status() == 200 && gust.message().contains("Member must satisfy enum value set");
        }
    },
    /** A key to start from that a query could not have answered. */
    START_KEY {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return request.operation().equals("Query")
                    && local.message().equals("The provided starting key does not match the range key predicate");
        }
    },
    /** A page that ends with the limit reached has a key to go on from, also where nothing can follow. */
    LAST_KEY_AT_THE_LIMIT {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return request.body().get("Limit").isPresent()
                    && normal(without(gust.body(), "LastEvaluatedKey")).equals(normal(local.body()));
        }
    },
    /** Paths into the keys of indexes are refused in every operation, by Local in some. */
    INDEX_KEY_PATHS {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return reason(gust).matches("Key attributes must be scalars; .* IndexKey: \\w+")
                    // A path into the table's key is refused before the condition is looked at, as it needs no item.
                    || reason(gust).matches(".*Cannot update attribute \\w+\\. This attribute is part of the key");
        }
    },
    /** UPDATED_OLD and UPDATED_NEW show what was updated, not the whole attribute that it is in. */
    UPDATED_PATHS {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return request.body().string("ReturnValues").orElse("").startsWith("UPDATED_")
                    && request.body().string("UpdateExpression").orElse("").matches(".*[.\\[].*")
                    && normal(without(gust.body(), "Attributes")).equals(normal(without(local.body(), "Attributes")));
        }
    },
    /** Entries of an index with equal keys have no order, so that pages of a limited size may end at another. */
    ORDER_OF_EQUALS {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return request.body().get("IndexName").isPresent()
                    && (request.body().get("Limit").isPresent()
                            || request.body().get("ExclusiveStartKey").isPresent())
                    && local.status() == 200
                    && gust.status() == 200
                    && gust.body().get("ScannedCount").equals(local.body().get("ScannedCount"));
        }
    },
    /** In a transaction, what is wrong with one item is a reason of the cancellation, as the API reference lists it. */
    CANCELLATION_REASONS {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return request.operation().startsWith("Transact")
                    && gust.type().equals("TransactionCanceledException")
                    && (isValidation(local) || texts(local).equals(texts(gust)))
                    && gust.body().toJson().contains(core(local.message()));
        }

        // Local's reasons end now with a full stop, now without.
        private static String texts(Answers answer) {
            return answer.body().toJson().replace("request failed.", "request failed");
        }
    },
    /** The same refusal in other words. */
    WORDS {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return local.isError()
                    && gust.isError()
                    && REWORDED.stream().anyMatch(pair -> pair.explains(core(local.message()), core(reason(gust))));
        }
    },
    /** Several things are wrong at once, and each tells another of them: all of them in words of DynamoDB. */
    ANOTHER_FAULT {
        @Override
        boolean explains(Requests.Request request, Answers local, Answers gust) {
            return isRefusal(local)
                    && isRefusal(gust)
                    && FAULTS.stream()
                            .anyMatch(fault -> fault.matcher(core(reason(gust))).matches())
                    && !core(local.message()).equals(core(reason(gust)));
        }
    };

    abstract boolean explains(Requests.Request request, Answers local, Answers gust);

    static Optional<KnownDifference> of(Requests.Request request, Answers local, Answers gust) {
        for (KnownDifference known : values()) {
            if (known.explains(request, local, gust)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /** Whether an update has nothing but REMOVE and DELETE, so that the two may hold different items afterwards. */
    static boolean takesAwayOnly(JsonValue.Obj request) {
        if (request.get("AttributeUpdates").isPresent()) {
            String updates = request.get("AttributeUpdates").orElseThrow().toJson();
            return !updates.contains("\"PUT\"") && !updates.contains("\"ADD\"");
        }
        String expression = request.string("UpdateExpression").orElse("SET");
        return !expression.contains("SET ") && !expression.contains("ADD ");
    }

    private static final String NOT_FOUND = "Requested resource not found";

    private static final String CONSTRAINT = "\\d validation errors? detected: .*";

    /** A text of Local's and the one of AWS's that stands for it. */
    private record Reworded(Pattern local, Pattern gust) {
        boolean explains(String theirs, String ours) {
            return local.matcher(theirs).matches() && gust.matcher(ours).matches();
        }
    }

    private static Reworded reworded(String local, String gust) {
        return new Reworded(Pattern.compile(local, Pattern.DOTALL), Pattern.compile(gust, Pattern.DOTALL));
    }

    private static final List<Reworded> REWORDED = List.of(
            reworded("Return values set to invalid value", "ReturnValues can only be ALL_OLD or NONE|" + CONSTRAINT),
            reworded(".*must have some requests set|.*null or no requests set|Limit must be .*", CONSTRAINT),
            reworded("Value null at .*|Cannot have null key.*|Item to put in PutItem cannot be null", CONSTRAINT),
            reworded("Invalid table/index name\\..*", CONSTRAINT),
            reworded(CONSTRAINT, CONSTRAINT),
            reworded(CONSTRAINT + "segment.*", "The Segment parameter is zero-based.*"),
            reworded(
                    "(The number of conditions on the keys is invalid|One of the required keys was not given a value"
                            + "|One or more parameter values were invalid: Type mismatch for key|Invalid attribute value type).*",
                    "The provided key element does not match the schema|One or more parameter values were invalid: "
                            + "(Missing the key .* in the item|Type mismatch for key .* expected: .* actual: .*)"),
            reworded(
                    "DynamoDB only supports precision up to 38 digits",
                    "Attempting to store more than 38 significant digits in a Number|Number overflow\\. .*"),
            reworded(
                    "A value provided cannot be converted into a number",
                    "The parameter cannot be converted to a numeric value.*"),
            reworded(
                    "Consistent read cannot be true when (querying|scanning) a GSI",
                    "Consistent reads are not supported on global secondary indexes"),
            reworded(
                    "If (total segments|segment) is specified, .*",
                    "The (Total)?Segments? parameter is required but was not present in the request when .*"),
            reworded("The BETWEEN operator requires .*", "The BETWEEN operator requires .*"),
            reworded("Invalid attribute type name found; .*", "Invalid attribute type name found; .*"),
            reworded(
                    "Value provided in ExpressionAttribute.*keys: .*",
                    "Value provided in ExpressionAttribute.*keys: .*"),
            reworded(".* Input collection .*contains duplicates\\.?", ".* Input collection .*contains duplicates\\."),
            reworded("Query condition missed key schema element", "Query condition missed key schema element: .*"),
            reworded("Value \\[\\] at .*", CONSTRAINT),
            reworded(
                    "Two document paths overlap with each other; .*",
                    "Two document paths overlap with each other; .*"));

    /** What Gust may tell of several faults. */
    private static final List<Pattern> FAULTS = Stream.of(
                    CONSTRAINT,
                    "Two document paths overlap with each other; .*",
                    "ExpressionAttributeValues contains invalid key: Syntax error; key: .*",
                    "(Syntax error; token: .*|Invalid function name; function: .*|The expression has redundant parentheses;)",
                    "Attribute name is a reserved keyword; reserved keyword: .*",
                    "An expression attribute (name|value) used in .* is not defined; attribute (name|value): .*",
                    "Incorrect operand type for operator or function; .*",
                    "Invalid attribute type name found; type: .*",
                    "Operator or function requires a document path; .*",
                    "The (first operand must be distinct from the remaining operands for this operator or function|BETWEEN "
                            + "operator requires .* bounds?|BETWEEN condition was provided a range where the lower bound is).*",
                    "Value provided in ExpressionAttribute(Names|Values) unused in expressions: .*",
                    "ExpressionAttribute(Names|Values) (can only be specified when using expressions.*|must not be empty)",
                    "ConditionalOperator can(not| only) be used .*",
                    "Cannot specify the .* when choosing to get .*",
                    "Supplied AttributeValue (is empty|has more than one datatypes set), must contain exactly one of the "
                            + "supported datatypes",
                    "One or more parameter values were invalid: (An \\w+ set  may not be empty|Binary sets should not be empty"
                            + "|Null attribute value types must have the value of true|Missing the key .*"
                            + "|Type mismatch for key .*|Condition parameter type does not match schema type"
                            + "|Input collection .*contains duplicates\\.)",
                    "Input collection contains duplicates",
                    "One or more parameter values are not valid\\. The AttributeValue for a key attribute cannot contain an "
                            + "empty (string|binary) value\\. Key: .*",
                    "The provided key element does not match the schema",
                    "The provided expression refers to an attribute that does not exist in the item",
                    "The document path provided in the update expression is invalid for update",
                    "An operand in the update expression has an incorrect data type",
                    "Key attributes must be scalars; .*",
                    "Transaction request cannot include multiple operations on one item",
                    "Provided list of item keys contains duplicates",
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request\\.",
                    "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
                    "One or more parameter values were invalid: .* does not project .*",
                    "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for .*",
                    "(Filter Expression|QueryFilter) can only contain non-primary key attributes: .*",
                    "Consistent reads are not supported on global secondary indexes",
                    "The provided starting key (is (invalid|outside query boundaries)|does not match the range key predicate).*",
                    "One or more parameter values were invalid: Invalid number of argument\\(s\\) for the .*",
                    "The query can return at most one row and cannot be restarted",
                    "The expression can not be empty;",
                    "Attempted conditional constraint is not an indexable operation",
                    "One or more parameter values were invalid: ComparisonOperator .* is not valid for .* AttributeValue type",
                    "Query condition missed key schema element: .*",
                    "One or more parameter values are not valid\\. (A value specified for|The update expression attempted to update) "
                            + "a secondary index key .*",
                    "The Segment parameter is zero-based .*",
                    "Attempting to store more than 38 significant digits in a Number|Number (over|under)flow\\. .*",
                    "The parameter cannot be converted to a numeric value.*")
            .map(text -> Pattern.compile(text, Pattern.DOTALL))
            .toList();

    private static final Pattern WRAPPING = Pattern.compile(
            "Invalid \\w+Expression: (.*)|ExpressionAttributeValues contains invalid value: (.*) for key :\\w+",
            Pattern.DOTALL);

    /** The text without the name of the expression or value that it is about. */
    private static String core(String message) {
        var matcher = WRAPPING.matcher(message);
        if (!matcher.matches()) {
            return message;
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    /** The message, or, of a cancelled transaction, that of the one reason that is invalid. */
    private static String reason(Answers answer) {
        if (answer.body().get("CancellationReasons").orElse(null) instanceof JsonValue.Array(var reasons)) {
            for (JsonValue reason : reasons) {
                if (reason instanceof JsonValue.Obj fields
                        && fields.string("Code").orElse("").equals("ValidationError")) {
                    return fields.string("Message").orElse("");
                }
            }
        }
        return answer.message();
    }

    private static boolean isValidation(Answers answer) {
        return answer.type().equals("ValidationException") || answer.type().equals("SerializationException");
    }

    private static boolean isRefusal(Answers answer) {
        return isValidation(answer)
                || answer.type().equals("ConditionalCheckFailedException")
                || answer.type().equals("TransactionCanceledException");
    }

    /** Local's reasons of a cancellation end now with a full stop, now without. */
    private static JsonValue stopped(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj(var members) -> {
                Map<String, JsonValue> all = new LinkedHashMap<>();
                members.forEach((name, member) -> all.put(name, stopped(member)));
                yield new JsonValue.Obj(all);
            }
            case JsonValue.Array(var items) ->
                JsonValue.array(items.stream().map(KnownDifference::stopped).toList());
            case JsonValue.Str(String text)
            when text.equals("The conditional request failed.") -> JsonValue.of("The conditional request failed");
            case JsonValue.Null _, JsonValue.Bool _, JsonValue.Num _, JsonValue.Str _ -> value;
        };
    }

    private static JsonValue.Obj without(JsonValue.Obj body, String name) {
        Map<String, JsonValue> members = new LinkedHashMap<>(body.members());
        members.remove(name);
        return new JsonValue.Obj(members);
    }

    /** With numbers of items by their value. */
    private static JsonValue normal(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj(var members) -> {
                Map<String, JsonValue> normal = new TreeMap<>();
                members.forEach((name, member) -> normal.put(
                        name,
                        name.equals("N") && member instanceof JsonValue.Str(String number)
                                ? JsonValue.of(new BigDecimal(number)
                                        .stripTrailingZeros()
                                        .toPlainString())
                                : normal(member)));
                yield new JsonValue.Obj(normal);
            }
            case JsonValue.Array(var items) ->
                JsonValue.array(items.stream().map(KnownDifference::normal).toList());
            case JsonValue.Null _, JsonValue.Bool _, JsonValue.Num _, JsonValue.Str _ -> value;
        };
    }
}
