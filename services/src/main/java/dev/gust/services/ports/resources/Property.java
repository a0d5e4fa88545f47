package dev.gust.services.ports.resources;

/**
 * A property that a type supports.
 *
 * @param replacing a change of it needs a new resource
 */
public record Property(String name, PropertyType type, boolean required, boolean replacing) {
    public static final String OTHERS = "*";

    public static Property optional(String name, PropertyType type) {
        return new Property(name, type, false, false);
    }

    public static Property required(String name, PropertyType type) {
        return new Property(name, type, true, false);
    }

    /** Every property that is not named otherwise; its own name is {@link #OTHERS}. */
    public static Property others(PropertyType type) {
        return new Property(OTHERS, type, false, false);
    }

    /** The same property, a change of which needs a new resource. */
    public Property whoseChangeReplaces() {
        return new Property(name, type, required, true);
    }
}
