package dev.gust.cli.deploy.packaging;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which files belong to a package: all but what never does, then the patterns; the last that matches decides. */
final class Patterns {
    private static final Set<String> NEVER_FOLDERS =
            Set.of(".git", ".serverless", ".gust", ".aws-sam", ".venv", "venv", "__pycache__");
    private static final Set<String> NEVER_FILES = Set.of(
            ".gitignore",
            ".DS_Store",
            ".env",
            ".npmrc",
            "npm-debug.log",
            "samconfig.toml",
            "serverless.json",
            "serverless.yaml",
            "serverless.yml");

    private record Pattern(boolean includes, PathMatcher matcher) {}

    private final List<Pattern> patterns = new ArrayList<>();

    Patterns(List<String> given) {
        for (String glob : given) {
            boolean excludes = glob.startsWith("!");
            String plain = excludes ? glob.substring(1) : glob;
            String relative = plain.startsWith("./") ? plain.substring(2) : plain;
            patterns.add(new Pattern(!excludes, FileSystems.getDefault().getPathMatcher("glob:" + relative)));
        }
    }

    static boolean skipFolder(String name) {
        return NEVER_FOLDERS.contains(name);
    }

    boolean include(Path relative) {
        boolean include = !NEVER_FILES.contains(relative.toString());
        for (Pattern pattern : patterns) {
            if (pattern.includes() != include && pattern.matcher().matches(relative)) {
                include = pattern.includes();
            }
        }
        return include;
    }
}
