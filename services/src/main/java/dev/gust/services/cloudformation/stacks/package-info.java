/**
 * Stacks: what is stored of them, and the engine that brings them to their template. Every step of an operation is in
 * the store before it is taken and again after, so that an operation goes on after a crash where it stood.
 */
@NullMarked
package dev.gust.services.cloudformation.stacks;

import org.jspecify.annotations.NullMarked;
