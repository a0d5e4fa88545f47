/**
 * CloudFormation: the operations. {@code template} holds the rules of templates, {@code stacks} what is stored of stacks
 * and the engine that changes them, {@code sam} the serverless transform.
 *
 * <p>Known gaps, each refused by name: stack sets, stack policies, imports of existing resources, drift, macros of the
 * user's own, rollback triggers, creation timeouts, registry types.
 */
@NullMarked
package dev.gust.services.cloudformation;

import org.jspecify.annotations.NullMarked;
