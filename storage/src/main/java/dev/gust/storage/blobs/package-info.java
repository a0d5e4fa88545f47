/**
 * Blobs in a folder beside the ordered store: small ones are values of the store and come with the commit that keeps them;
 * larger ones are files, written under another name, put on disk, and renamed.
 *
 * <p>Invariants: a file under its final name is complete and on disk; a kept blob's file is never removed; what is removed is
 * first marked as freed, in the store, under the condition that nothing keeps it; nothing is removed while a backup runs.
 */
@NullMarked
package dev.gust.storage.blobs;

import org.jspecify.annotations.NullMarked;
