package dev.gust.base.settings;

/**
 * One setting as it is in force.
 *
 * @param value as text; a secret is masked
 * @param standard the value that holds when nobody sets it
 * @param source who set it, or "the default"
 * @param range what it may be, for the reference page
 */
public record Setting(String key, String value, String standard, String source, String range, String meaning) {
    static final String BY_DEFAULT = "the default";

    public boolean isDefault() {
        return source.equals(BY_DEFAULT);
    }

    /** The environment variable that sets it. */
    public String variable() {
        return SettingsSource.Environment.variable(key);
    }
}
