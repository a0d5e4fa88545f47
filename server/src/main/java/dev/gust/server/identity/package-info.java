/** Whose access keys there are: the data folder's root, development's well-known ones, those that services issue. */
@NullMarked
package dev.gust.server.identity;

import org.jspecify.annotations.NullMarked;
