/**
 * The expression language: condition, filter, key condition, projection and update, with one grammar, one evaluator
 * and DynamoDB's error texts; and the legacy parameters, turned into the same trees. Nothing here knows of tables,
 * requests or the wire.
 */
@NullMarked
package dev.gust.services.dynamodb.expression;

import org.jspecify.annotations.NullMarked;
