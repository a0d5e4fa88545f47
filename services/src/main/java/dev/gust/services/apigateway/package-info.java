/**
 * API Gateway: REST APIs, HTTP APIs, and the surface that serves them.
 *
 * <p>{@code rest} and {@code http} hold the two kinds of API as their callers describe them, {@code proxy} the rules of
 * routes, events and answers, and {@code front} answers requests to deployed APIs.
 *
 * <p>Known gaps, each refused by name: authorizers, API keys and usage plans, models and request validation, VPC links,
 * custom domains, caching, WebSocket APIs, access logs, integrations other than Lambda proxies and mocks.
 */
@NullMarked
package dev.gust.services.apigateway;

import org.jspecify.annotations.NullMarked;
