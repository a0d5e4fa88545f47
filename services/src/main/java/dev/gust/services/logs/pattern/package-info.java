/** What filter patterns are made of: regular expressions, values with asterisks, and fields separated by spaces. */
@NullMarked
package dev.gust.services.logs.pattern;

import org.jspecify.annotations.NullMarked;
