/**
 * The resource types of Lambda. Handlers call Lambda's operations as everybody does, so that a template is checked as a
 * request is.
 */
@NullMarked
package dev.gust.services.lambda.resources;

import org.jspecify.annotations.NullMarked;
