/** OpenAPI and Swagger documents, as far as they describe an API to serve. */
@NullMarked
package dev.gust.services.apigateway.openapi;

import org.jspecify.annotations.NullMarked;
