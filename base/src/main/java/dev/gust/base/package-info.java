/** What every module stands on: names of things (ARNs, ids), the seams of the world (time, randomness), JSON. */
@NullMarked
package dev.gust.base;

import org.jspecify.annotations.NullMarked;
