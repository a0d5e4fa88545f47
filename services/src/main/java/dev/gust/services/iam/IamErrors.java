package dev.gust.services.iam;

import dev.gust.services.ports.policy.PolicySyntaxException;
import dev.gust.wire.model.iam.DeleteConflictException;
import dev.gust.wire.model.iam.EntityAlreadyExistsException;
import dev.gust.wire.model.iam.LimitExceededException;
import dev.gust.wire.model.iam.MalformedPolicyDocumentException;
import dev.gust.wire.model.iam.NoSuchEntityException;
import dev.gust.wire.operation.AwsException;

/** What IAM refuses, in AWS's words. */
final class IamErrors {
    private IamErrors() {}

    static NoSuchEntityException noRole(String name) {
        return new NoSuchEntityException("The role with name " + name + " cannot be found.");
    }

    static EntityAlreadyExistsException roleExists(String name) {
        return new EntityAlreadyExistsException("Role with name " + name + " already exists.");
    }

    static NoSuchEntityException noInlinePolicy(String name) {
        return new NoSuchEntityException("The role policy with name " + name + " cannot be found.");
    }

    static NoSuchEntityException noPolicy(String arn) {
        return new NoSuchEntityException("Policy " + arn + " does not exist or is not attachable.");
    }

    static NoSuchEntityException notAttached(String arn) {
        return new NoSuchEntityException("Policy " + arn + " was not found.");
    }

    static EntityAlreadyExistsException policyExists(String name) {
        return new EntityAlreadyExistsException(
                "A policy called " + name + " already exists. Duplicate names are not allowed.");
    }

    static DeleteConflictException roleHasPolicies() {
        return new DeleteConflictException("Cannot delete entity, must delete policies first.");
    }

    static DeleteConflictException roleHasAttachments() {
        return new DeleteConflictException("Cannot delete entity, must detach all policies first.");
    }

    static DeleteConflictException policyAttached() {
        return new DeleteConflictException("Cannot delete a policy attached to entities.");
    }

    static DeleteConflictException policyHasVersions() {
        return new DeleteConflictException(
                "This policy has more than one version. Before you delete a policy, you must delete the policy's versions."
                        + " The default version is deleted with the policy.");
    }

    static LimitExceededException tooMany(String what, int limit) {
        return new LimitExceededException("Cannot exceed quota for " + what + ": " + limit);
    }

    static MalformedPolicyDocumentException malformed(PolicySyntaxException cause) {
        return new MalformedPolicyDocumentException(String.valueOf(cause.getMessage()));
    }

    static AwsException invalid(String message) {
        return AwsException.sender("ValidationError", 400, message);
    }
}
