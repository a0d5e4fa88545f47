/**
 * S3: buckets and objects, listed in order, streamed in both directions, with notifications to functions.
 *
 * <p>An object is a record in the ordered store and a blob beside it. A body is committed only when its stream has ended
 * and signature and checksums were right; the event of a change is written in the commit of the change.
 *
 * <p>Known gaps, each refused by name: versioning, objects of more than 2,400 parts, parts of an object by number, ACLs other than private, tags of objects, lifecycle
 * rules, object lock, website hosting, replication, KMS keys, notifications to anything but functions. Bucket policies are
 * checked and kept, and like all policies not enforced yet. CORS rules decide which web pages the gateway lets in.
 */
@NullMarked
package dev.gust.services.s3;

import org.jspecify.annotations.NullMarked;
