/**
 * What passes between an HTTP API and its functions, as rules: which route a path takes, the event a function gets, and
 * the answer its result makes. Nothing here knows of storage or the network.
 */
@NullMarked
package dev.gust.services.apigateway.proxy;

import org.jspecify.annotations.NullMarked;
