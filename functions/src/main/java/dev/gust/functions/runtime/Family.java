package dev.gust.functions.runtime;

/** Kinds of runtime, by how they are started. */
public enum Family {
    PYTHON("python"),
    NODEJS("nodejs"),
    JAVA("java"),
    CUSTOM("custom");

    private final String profile;

    Family(String profile) {
        this.profile = profile;
    }

    /** The launcher's name for what is started. */
    public String profile() {
        return profile;
    }

    /** The launcher's name for a program that is started anew for each sandbox, even where others are forked. */
    public String program() {
        return this == PYTHON ? "python-program" : profile;
    }

    /** The launcher's name for a program with a cache of its function's own classes. */
    public static final String CACHED_JAVA = "java-cached";

    /** The launcher's name for what makes such a cache. */
    public static final String JAVA_TRAINING = "java-training";

    /** The launcher's name for what is started with AWS's SDK loaded, where that is a choice. */
    public String profileWithSdk() {
        return this == PYTHON ? "python-sdk" : profile;
    }

    /** Whether environments can be made before it is known for which function. */
    public boolean pooled() {
        return switch (this) {
            case PYTHON, NODEJS, JAVA -> true;
            case CUSTOM -> false;
        };
    }
}
