/**
 * CloudFormation: the operations. {@code template} holds the rules of templates, {@code stacks} what is stored of stacks
 * and the engine that changes them, {@code sam} the serverless transform, {@code custom} the resources that functions make.
 *
 * <p>Where AWS's own tools look for the end of a change they look once and sleep long: DescribeStacks of one stack that is being
 * changed therefore waits for that end a little while.
 *
 * <p>Known gaps, each refused by name: stack sets, stack policies, imports of existing resources, drift, macros of the
 * user's own, wait conditions, nested stacks, rollback triggers, creation timeouts, registry types.
 */
@NullMarked
package dev.gust.services.cloudformation;

import org.jspecify.annotations.NullMarked;
