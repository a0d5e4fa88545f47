/**
 * The port to what runs functions. The Lambda service speaks it; the server joins it to the function host, which knows
 * nothing of AWS's API.
 */
@NullMarked
package dev.gust.services.ports.runtime;

import org.jspecify.annotations.NullMarked;
