/**
 * Policy documents as rules: read, checked and decided, without knowing where they are attached. Identity, resource and
 * trust policies share one grammar and one evaluator; services bring the documents and what the request is about.
 */
@NullMarked
package dev.gust.services.ports.policy;

import org.jspecify.annotations.NullMarked;
