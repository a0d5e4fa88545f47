/** The HTTP runtime API, by which custom runtimes fetch their invocations. See AWS's "Using the Lambda runtime API for custom runtimes". */
@NullMarked
package dev.gust.functions.runtimeapi;

import org.jspecify.annotations.NullMarked;
