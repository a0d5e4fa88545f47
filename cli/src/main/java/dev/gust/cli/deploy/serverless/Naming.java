package dev.gust.cli.deploy.serverless;

import java.util.Locale;

/** The logical ids and names of the Serverless Framework. */
record Naming(String service, String stage) {
    String stack() {
        return service + "-" + stage;
    }

    String function(String key) {
        return service + "-" + stage + "-" + key;
    }

    /** A function's key as part of logical ids. */
    static String normalized(String key) {
        return capital(key.replace("-", "Dash").replace("_", "Underscore"));
    }

    /** Any name as part of logical ids: letters and digits only. */
    static String alphanumeric(String name) {
        return capital(name.replaceAll("[^0-9A-Za-z]", ""));
    }

    static String lambda(String key) {
        return normalized(key) + "LambdaFunction";
    }

    static String logGroup(String key) {
        return normalized(key) + "LogGroup";
    }

    /** A path as part of logical ids: {@code notes/{id}} is NotesIdVar. */
    static String path(String path) {
        StringBuilder text = new StringBuilder();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty()) {
                text.append(pathPart(part));
            }
        }
        return text.toString();
    }

    private static String pathPart(String part) {
        return capital(part.replace("-", "Dash").replaceAll("\\{(.*)}", "$1Var").replaceAll("[^0-9A-Za-z]", ""));
    }

    static String method(String method) {
        return capital(method.toLowerCase(Locale.ROOT));
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
