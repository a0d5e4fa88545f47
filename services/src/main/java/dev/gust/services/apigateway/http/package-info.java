/** HTTP APIs as they are described: routes, integrations, stages, and deployments that stages may make by themselves. */
@NullMarked
package dev.gust.services.apigateway.http;

import org.jspecify.annotations.NullMarked;
