package dev.gust.services.scheduler;

import dev.gust.wire.model.scheduler.ConflictException;
import dev.gust.wire.model.scheduler.ResourceNotFoundException;
import dev.gust.wire.model.scheduler.ValidationException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.NotImplementedException;

/** The errors of Scheduler, worded as AWS words them. */
final class SchedulerErrors {
    private SchedulerErrors() {}

    static AwsException noSchedule(String name) {
        return new ResourceNotFoundException("Schedule " + name + " does not exist.");
    }

    static AwsException noGroup(String name) {
        return new ResourceNotFoundException("Schedule group " + name + " does not exist.");
    }

    static AwsException exists(String name) {
        return new ConflictException("Schedule " + name + " already exists.");
    }

    static AwsException invalid(String message) {
        return new ValidationException(message);
    }

    static AwsException refused(String feature) {
        return NotImplementedException.feature("Scheduler", feature);
    }
}
