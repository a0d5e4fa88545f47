/**
 * The serverless transform: {@code AWS::Serverless::*} resources into those of CloudFormation, with the logical ids that
 * AWS SAM gives them. Pure rules over JSON trees. What SAM has and Gust does not is refused by name.
 */
@NullMarked
package dev.gust.services.cloudformation.sam;

import org.jspecify.annotations.NullMarked;
