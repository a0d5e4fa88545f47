/**
 * Where services meet. A service never imports another; it calls or implements a port of this package, and the
 * server joins the two sides. Ports speak of what happens (an event, a call of a function, an object), never of the
 * service that does it.
 */
@NullMarked
package dev.gust.services.ports;

import org.jspecify.annotations.NullMarked;
