/** Joins the function host, which knows nothing of AWS's API, to the port that the Lambda service speaks. */
@NullMarked
package dev.gust.server.functions;

import org.jspecify.annotations.NullMarked;
