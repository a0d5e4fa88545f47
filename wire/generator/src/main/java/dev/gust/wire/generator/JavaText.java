package dev.gust.wire.generator;

/** Java text as it grows, line by line, indented by its braces. */
final class JavaText {
    private final StringBuilder text = new StringBuilder();
    private int depth;

    JavaText(String packageName) {
        line("// Generated from the service's compact model under wire/models; not to be edited.");
        line("package " + packageName + ";");
        line("");
    }

    /** A line; a closing brace at its start ends a block, an opening one at its end begins one. */
    JavaText line(String line) {
        if (line.startsWith("}")) {
            depth--;
        }
        if (!line.isEmpty()) {
            text.repeat("    ", depth).append(line);
        }
        text.append('\n');
        if (line.endsWith("{")) {
            depth++;
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
