/**
 * {@code gust deploy}: reads a project, packages its functions, uploads what is new, brings its stack to the template by a change
 * set, and tells what there is now. {@code serverless} compiles a {@code serverless.yml}, {@code packaging} makes the packages.
 */
@NullMarked
package dev.gust.cli.deploy;

import org.jspecify.annotations.NullMarked;
