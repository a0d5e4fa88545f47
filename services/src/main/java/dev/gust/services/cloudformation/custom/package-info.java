/**
 * Resources that a function of the user's makes: {@code AWS::CloudFormation::CustomResource} and the {@code Custom::} types.
 * The function is called with a request, and tells how it went by a PUT to the request's address, at once or later.
 *
 * <p>The function is called and waited for, so that one that fails is told at once; AWS calls it asynchronously and waits out the
 * time. A step that a crash or a stop of the server cut short is begun again: the function hears of it again, under the same
 * {@code RequestId}.
 *
 * <p>Known gaps, each refused by name: topics as providers, {@code NoEcho}.
 */
@NullMarked
package dev.gust.services.cloudformation.custom;

import org.jspecify.annotations.NullMarked;
