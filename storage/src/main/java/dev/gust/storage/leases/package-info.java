/**
 * Leases: one of many may do something for a while. A lease that ran out is taken over by anybody, so its former holder may
 * still believe in it; the fencing token, checked by every commit that the lease protects, makes that harmless.
 */
@NullMarked
package dev.gust.storage.leases;

import org.jspecify.annotations.NullMarked;
