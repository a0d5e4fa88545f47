package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a template knows of where it runs. */
public record PseudoParameters(
        String account, String region, String stackName, String stackId, List<String> notificationArns) {
    static final String NO_VALUE = "AWS::NoValue";
    static final Set<String> NAMES = Set.of(
            "AWS::AccountId",
            "AWS::NotificationARNs",
            NO_VALUE,
            "AWS::Partition",
            "AWS::Region",
            "AWS::StackId",
            "AWS::StackName",
            "AWS::URLSuffix");

    public PseudoParameters {
        notificationArns = List.copyOf(notificationArns);
    }

    /** The value, if the name is that of a pseudo parameter with one ({@code AWS::NoValue} has none). */
    Optional<JsonValue> value(String name) {
        return switch (name) {
            case "AWS::AccountId" -> Optional.of(JsonValue.of(account));
            case "AWS::Region" -> Optional.of(JsonValue.of(region));
            case "AWS::StackName" -> Optional.of(JsonValue.of(stackName));
            case "AWS::StackId" -> Optional.of(JsonValue.of(stackId));
            case "AWS::Partition" -> Optional.of(JsonValue.of("aws"));
            case "AWS::URLSuffix" -> Optional.of(JsonValue.of("amazonaws.com"));
            case "AWS::NotificationARNs" ->
                Optional.of(JsonValue.array(
                        notificationArns.stream().map(JsonValue::of).toList()));
            default -> Optional.empty();
        };
    }
}
