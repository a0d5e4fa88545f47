package dev.gust.services.lambda;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The devices that a function asks for: names in an environment variable, separated by commas. Every tool can set one, each version
 * keeps its own, the function can see what it was given, and on AWS it means nothing.
 */
final class DeviceNames {
    static final String VARIABLE = "GUST_DEVICES";

    private DeviceNames() {}

    static List<String> of(Map<String, String> variables) {
        return Arrays.stream(variables.getOrDefault(VARIABLE, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }
}
