/**
 * How CloudFormation makes resources of services it does not know. Each service has one class {@code XResources}
 * that lists its {@link ResourceHandler}s; the server gives them to the engine.
 */
@NullMarked
package dev.gust.services.ports.resources;

import org.jspecify.annotations.NullMarked;
