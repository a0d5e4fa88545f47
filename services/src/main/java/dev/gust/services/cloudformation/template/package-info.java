/**
 * CloudFormation templates as values: reading them from JSON and YAML, their parameters, mappings, conditions and
 * intrinsic functions, the graph of their resources, and the difference between two of them. Pure rules: nothing here
 * knows of stacks that exist, of time or of input and output. The error texts are AWS's own, with the place added.
 */
@NullMarked
package dev.gust.services.cloudformation.template;

import org.jspecify.annotations.NullMarked;
