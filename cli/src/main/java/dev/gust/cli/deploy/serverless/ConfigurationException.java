package dev.gust.cli.deploy.serverless;

/** What is wrong in a {@code serverless.yml}, where, and what to do about it. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    ConfigurationException(String message, String remedy) {
        super(message, null, false, false);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
