/**
 * Gust's tables beside Amazon's DynamoDB Local: the same generated requests to both, the same answers expected, except
 * where a {@link dev.gust.checks.conformance.dynamodb.differential.KnownDifference} says why not.
 */
@NullMarked
package dev.gust.checks.conformance.dynamodb.differential;

import org.jspecify.annotations.NullMarked;
