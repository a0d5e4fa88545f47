/**
 * Tables as they are kept: their definitions, where items, index entries and stream records lie in the store, and the
 * one way by which an item changes together with all that hangs on it.
 */
@NullMarked
package dev.gust.services.dynamodb.table;

import org.jspecify.annotations.NullMarked;
