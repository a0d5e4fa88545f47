package dev.gust.services.delivery;

import dev.gust.base.Arn;
import dev.gust.services.ports.DeliveryResult;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.EventTarget;

/** Stands for targets of services that take no events. */
enum UnknownTarget implements EventTarget {
    INSTANCE;

    @Override
    public String service() {
        return "";
    }

    @Override
    public DeliveryResult deliver(Arn target, Event event) {
        return new DeliveryResult.Impossible(
                "TARGET_NOT_SUPPORTED", "Gust cannot deliver events to " + target.service() + " yet: " + target);
    }
}
