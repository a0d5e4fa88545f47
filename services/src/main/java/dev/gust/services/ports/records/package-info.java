/** What services share in handling generated records: storing them, copying them, refusing what they do not support. */
@NullMarked
package dev.gust.services.ports.records;

import org.jspecify.annotations.NullMarked;
