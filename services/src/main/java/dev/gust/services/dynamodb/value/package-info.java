/**
 * What an attribute of an item can be, and how it is compared, measured, encoded as a key that sorts as DynamoDB
 * sorts, and encoded as part of a stored item. Nothing here knows of tables, requests or the wire.
 */
@NullMarked
package dev.gust.services.dynamodb.value;

import org.jspecify.annotations.NullMarked;
