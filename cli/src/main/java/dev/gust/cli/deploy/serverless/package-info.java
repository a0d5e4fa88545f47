/**
 * {@code serverless.yml}, read by Gust itself and compiled into a CloudFormation template with the logical ids and names
 * that the Serverless Framework (version 3) gives. A property that Gust does not know is an error that names its path and
 * line; one that it knows and does not support is refused by name.
 */
@NullMarked
package dev.gust.cli.deploy.serverless;

import org.jspecify.annotations.NullMarked;
