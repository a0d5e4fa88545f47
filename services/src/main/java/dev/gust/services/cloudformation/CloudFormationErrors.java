package dev.gust.services.cloudformation;

import dev.gust.services.cloudformation.stacks.StackConflict;
import dev.gust.services.cloudformation.template.TemplateException;
import dev.gust.wire.model.cloudformation.AlreadyExistsException;
import dev.gust.wire.operation.AwsException;
import java.util.function.Supplier;

/** The errors of CloudFormation. */
final class CloudFormationErrors {
    private CloudFormationErrors() {}

    static AwsException validation(String message) {
        return AwsException.sender("ValidationError", 400, message);
    }

    static AwsException noStack(String nameOrArn) {
        return validation("Stack with id " + nameOrArn + " does not exist");
    }

    /** Runs a call and answers what the rules refuse in it as AWS would. */
    static <T> T answering(Supplier<T> call) {
        try {
            return call.get();
        } catch (TemplateException e) {
            throw validation(String.valueOf(e.getMessage()));
        } catch (StackConflict e) {
            String message = String.valueOf(e.getMessage());
            throw switch (e.kind()) {
                case EXISTS -> new AlreadyExistsException(message);
                case MISSING, STATUS, PROTECTED, NO_CHANGES -> validation(message);
            };
        }
    }
}
