package dev.gust.services.cloudformation.stacks;

import dev.gust.base.Arn;
import java.util.Optional;

/** Which stack: names are used again, the uuid never. */
public record StackId(String account, String region, String name, String uuid) {
    public String arn() {
        return Arn.of("cloudformation", region, account, "stack/" + name + "/" + uuid)
                .toString();
    }

    /** The stack that an ARN names. */
    public static Optional<StackId> parse(String text) {
        return Arn.parse(text)
                .filter(arn -> arn.service().equals("cloudformation"))
                .flatMap(arn -> {
                    String[] parts = arn.resource().split("/", -1);
                    return parts.length == 3 && parts[0].equals("stack")
                            ? Optional.of(new StackId(arn.account(), arn.region(), parts[1], parts[2]))
                            : Optional.empty();
                });
    }
}
