/** REST APIs as they are described: the tree of resources, methods and integrations, deployments and stages. */
@NullMarked
package dev.gust.services.apigateway.rest;

import org.jspecify.annotations.NullMarked;
