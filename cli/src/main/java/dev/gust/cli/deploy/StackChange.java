package dev.gust.cli.deploy;

import dev.gust.base.time.Clock;
import dev.gust.cli.command.CommandFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Brings a stack to a template, or away, and follows its events to the end. */
final class StackChange {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration FIRST_LOOK = Duration.ofMillis(10);
    private static final Duration SLOWEST_LOOK = Duration.ofMillis(100);
    private static final Set<String> MUST_GO_FIRST =
            Set.of("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED");

    private final CloudFormation cloud;
    private final Progress progress;
    private final Clock clock;

    StackChange(CloudFormation cloud, Progress progress, Clock clock) {
        this.cloud = cloud;
        this.progress = progress;
        this.clock = clock;
    }

    /** What a deployment did to its stack. */
    enum Result {
        CREATED,
        UPDATED,
        UNCHANGED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What to bring a stack to. */
    record Wanted(
            String stack,
            String template,
            Map<String, String> tags,
            Map<String, String> parameters,
            Function<String, CommandFailure> onTemplate) {}

    Result apply(Wanted wanted) {
        Optional<CloudFormation.StackState> present = cloud.describe(wanted.stack());
        if (present.isPresent() && MUST_GO_FIRST.contains(present.get().status())) {
            progress.begin("removing what a failed deployment left of " + wanted.stack());
            remove(present.get().arn());
            present = Optional.empty();
        }
        String status = present.map(CloudFormation.StackState::status).orElse("");
        boolean creates = status.isEmpty() || status.equals("REVIEW_IN_PROGRESS");
        refuseWhenBusy(wanted.stack(), status, creates);
        String token = "gust-" + clock.instant().toEpochMilli();
        Optional<CloudFormation.ChangeSet> changes = cloud.prepare(
                wanted.stack(),
                creates,
                token,
                wanted.template(),
                wanted.tags(),
                wanted.parameters(),
                wanted.onTemplate());
        if (changes.isEmpty()) {
            return Result.UNCHANGED;
        }
        cloud.execute(changes.get(), token);
        follow(wanted.stack(), changes.get().stackArn(), token, creates);
        return creates ? Result.CREATED : Result.UPDATED;
    }

    private static void refuseWhenBusy(String stack, String status, boolean creates) {
        if (!creates && (status.endsWith("_IN_PROGRESS") || status.equals("UPDATE_ROLLBACK_FAILED"))) {
            boolean busy = status.endsWith("_IN_PROGRESS");
            throw new CommandFailure(
                    "the stack " + stack + " cannot be changed now: it is in " + status,
                    busy ? "Somebody else is deploying it." : "An update failed, and so did taking it back.",
                    busy
                            ? "Wait for its end and deploy again."
                            : "Remove it with 'gust remove " + stack + "' and deploy again.");
        }
    }

    /** Takes a stack away and waits for the end. */
    void remove(String stackArn) {
        String token = "gust-" + clock.instant().toEpochMilli();
        cloud.delete(stackArn, token);
        List<CloudFormation.StackEvent> failures = new ArrayList<>();
        String end = await(stackArn, token, failures);
        if (!end.equals("DELETE_COMPLETE")) {
            throw new CommandFailure(
                    "the stack could not be removed: " + end,
                    reasons(failures),
                    "Mend what stands in the way, and remove it again.");
        }
    }

    private void follow(String stack, String stackArn, String token, boolean creates) {
        List<CloudFormation.StackEvent> failures = new ArrayList<>();
        String end = await(stackArn, token, failures);
        if (end.equals("CREATE_COMPLETE") || end.equals("UPDATE_COMPLETE")) {
            return;
        }
        String state = "What was begun was taken back: the stack is as it was before.";
        if (creates && end.equals("ROLLBACK_COMPLETE")) {
            remove(stackArn);
            state = "What was created was taken away again.";
        }
        throw new CommandFailure(
                "the deployment of " + stack + " failed: " + reasons(failures), state, "Mend it and deploy again.");
    }

    /** The status the stack ends in. */
    private String await(String stackArn, String token, List<CloudFormation.StackEvent> failures) {
        Set<String> seen = new HashSet<>();
        Duration pause = FIRST_LOOK;
        long until = clock.nanoTime() + LONGEST.toNanos();
        while (clock.nanoTime() < until) {
            List<CloudFormation.StackEvent> events = cloud.events(stackArn, token, seen);
            for (CloudFormation.StackEvent event : events) {
                seen.add(event.id());
                if (event.isOfStack(stackArn)) {
                    if (event.isSettled()) {
                        return event.status();
                    }
                } else if (event.isSettled()) {
                    report(event, failures);
                }
            }
            pause = events.isEmpty() ? shorter(pause.multipliedBy(2), SLOWEST_LOOK) : FIRST_LOOK;
            rest(pause);
        }
        throw new CommandFailure(
                "the stack is not done after " + LONGEST.toMinutes() + " minutes",
                "It goes on without this command.",
                "Look at its events: aws cloudformation describe-stack-events --stack-name " + stackArn);
    }

    private void report(CloudFormation.StackEvent event, List<CloudFormation.StackEvent> failures) {
        if (event.status().endsWith("_FAILED")) {
            failures.add(event);
            progress.step("failed", event.resource(), event.reason());
            return;
        }
        String done = switch (event.status().substring(0, event.status().indexOf('_'))) {
            case "CREATE" -> "created";
            case "UPDATE" -> "updated";
            case "DELETE" -> "removed";
            default -> event.status().toLowerCase(Locale.ROOT);
        };
        progress.step(done, event.resource(), event.type());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void rest(Duration pause) {
        try {
            clock.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(
                    "interrupted", "The stack goes on without this command.", "Deploy again to see where it is.");
        }
    }

    /** The first causes; what was cancelled because of them says nothing new. */
    private static String reasons(List<CloudFormation.StackEvent> failures) {
        List<String> causes = failures.stream()
                .filter(event -> !event.reason().contains("cancelled"))
                .map(event -> event.resource() + " (" + event.type() + "): " + event.reason())
                .distinct()
                .toList();
        return causes.isEmpty() ? "no resource says why" : String.join("\n  ", causes);
    }

    static CommandFailure refused(String stack, String reason) {
        return new CommandFailure(
                "the template of " + stack + " is refused: " + reason,
                "Nothing was deployed.",
                "Correct the template and deploy again.");
    }
}
