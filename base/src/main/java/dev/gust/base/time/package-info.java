/** The clock as a seam: the only place of the project that reads the time or sleeps. */
@NullMarked
package dev.gust.base.time;

import org.jspecify.annotations.NullMarked;
