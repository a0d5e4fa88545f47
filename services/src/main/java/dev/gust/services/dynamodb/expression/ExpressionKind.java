package dev.gust.services.dynamodb.expression;

/** The parameters that hold expressions, by the names that errors use. */
public enum ExpressionKind {
    UPDATE("UpdateExpression", "update"),
    CONDITION("ConditionExpression", "condition"),
    KEY_CONDITION("KeyConditionExpression", "condition"),
    FILTER("FilterExpression", "condition"),
    PROJECTION("ProjectionExpression", "projection");

    private final String parameter;
    private final String word;

    ExpressionKind(String parameter, String word) {
        this.parameter = parameter;
        this.word = word;
    }

    public String parameter() {
        return parameter;
    }

    /** What the expression is called inside an error. */
    String word() {
        return word;
    }
}
