/** Caches of classes for Java functions whose loading takes long: which function has which, made once, kept as long as a version needs it. */
@NullMarked
package dev.gust.functions.classes;

import org.jspecify.annotations.NullMarked;
