package dev.gust.services.events;

import dev.gust.base.Arn;
import dev.gust.storage.Key;
import dev.gust.wire.operation.CallContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bus of an account in a region. */
record Place(String account, String region, String bus) {
    static final String DEFAULT = "default";

    private static final String BUS = "event-bus/";
    private static final String RULE = "rule/";

    /** The bus that a caller names, by name or ARN; none is the default one. */
    static Place of(@Nullable String nameOrArn, CallContext context) {
        if (nameOrArn == null) {
            return new Place(context.account(), context.region(), DEFAULT);
        }
        Optional<Arn> arn = Arn.parse(nameOrArn);
        if (arn.isEmpty()) {
            return new Place(context.account(), context.region(), nameOrArn);
        }
        Arn bus = arn.get();
        if (!bus.account().equals(context.account()) || !bus.region().equals(context.region())) {
            throw EventsErrors.refused("event buses of other accounts and regions (" + bus + ")");
        }
        return new Place(bus.account(), bus.region(), bus.resource().substring(BUS.length()));
    }

    boolean isDefault() {
        return bus.equals(DEFAULT);
    }

    Arn busArn() {
        return Arn.of("events", region, account, BUS + bus);
    }

    /** Rules of the default bus are named without it. */
    Arn ruleArn(String rule) {
        return Arn.of("events", region, account, RULE + (isDefault() ? rule : bus + '/' + rule));
    }

    /** A key of this service below the account and region. */
    Key key(String collection) {
        return Key.of(account, region, "events", collection);
    }

    /** What an ARN names: a bus, or a rule of it. */
    record Named(Place place, @Nullable String rule) {
        static Optional<Named> of(String text) {
            return Arn.parse(text).filter(arn -> arn.service().equals("events")).flatMap(Named::of);
        }

        private static Optional<Named> of(Arn arn) {
            if (arn.resource().startsWith(BUS)) {
                return Optional.of(new Named(
                        new Place(arn.account(), arn.region(), arn.resource().substring(BUS.length())), null));
            }
            if (!arn.resource().startsWith(RULE)) {
                return Optional.empty();
            }
            String path = arn.resource().substring(RULE.length());
            int slash = path.lastIndexOf('/');
            String bus = slash < 0 ? DEFAULT : path.substring(0, slash);
            return Optional.of(new Named(new Place(arn.account(), arn.region(), bus), path.substring(slash + 1)));
        }
    }
}
