/**
 * Settings: each component reads a record of its own from one reader, which checks every value, remembers every
 * problem, and knows what was set where. The reference page is made from the same calls.
 */
@NullMarked
package dev.gust.base.settings;

import org.jspecify.annotations.NullMarked;
