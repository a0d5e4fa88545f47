package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.ValueType;

/** An attribute that is part of a key, and the type its values must have. */
public record KeyAttribute(String name, ValueType type) {}
