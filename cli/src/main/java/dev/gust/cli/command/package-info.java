/**
 * Commands, what they take, and how they answer. Written here and not taken from a library, since a command that starts in a
 * tenth of a second is one that people use without thinking: docs/decisions/command-line.md has the figures.
 */
@NullMarked
package dev.gust.cli.command;

import org.jspecify.annotations.NullMarked;
