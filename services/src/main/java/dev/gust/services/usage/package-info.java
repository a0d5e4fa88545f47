/**
 * The record of what invocations used: a compact entry for each in RELAXED segments, one stream for each account and region.
 * Nothing of AWS's API; bills and metrics are made from it.
 */
@NullMarked
package dev.gust.services.usage;

import org.jspecify.annotations.NullMarked;
