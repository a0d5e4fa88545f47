/** The languages: which interpreters this machine has, what they are started with, and what a function sees in its variables. */
@NullMarked
package dev.gust.functions.runtime;

import org.jspecify.annotations.NullMarked;
