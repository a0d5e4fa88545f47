package dev.gust.services.dynamodb.value;

/** The ten data types, by the names that the API uses. */
public enum ValueType {
    S("STRING"),
    N("NUMBER"),
    B("BINARY"),
    BOOL("BOOLEAN"),
    NULL("NULL"),
    SS("STRING_SET"),
    NS("NUMBER_SET"),
    BS("BINARY_SET"),
    L("LIST"),
    M("MAP");

    private final String longName;

    ValueType(String longName) {
        this.longName = longName;
    }

    /** The name that errors about update actions use. */
    public String longName() {
        return longName;
    }

    /** Whether values of this type have an order: the types that keys may have. */
    public boolean isOrdered() {
        return this == S || this == N || this == B;
    }

    public boolean isSet() {
        return this == SS || this == NS || this == BS;
    }
}
