/**
 * The engine that keeps everything in memory: for tests, for simulations, and for servers that are to forget. States are
 * immutable trees that share what they have in common, so a snapshot is a reference and a crash is going back to an older
 * one.
 */
@NullMarked
package dev.gust.storage.memory;

import org.jspecify.annotations.NullMarked;
