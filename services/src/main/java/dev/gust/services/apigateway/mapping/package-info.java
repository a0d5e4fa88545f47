/** Mapping templates: Apache Velocity with what API Gateway puts into its context, bounded and cut off from Java. */
@NullMarked
package dev.gust.services.apigateway.mapping;

import org.jspecify.annotations.NullMarked;
