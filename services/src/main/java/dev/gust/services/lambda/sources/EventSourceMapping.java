package dev.gust.services.lambda.sources;

import dev.gust.base.Arn;
import dev.gust.storage.Codec;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A source of events and the function that gets them.
 *
 * @param function its ARN, with the qualifier that the user gave
 * @param isWanted whether the user wants it on; its state follows
 * @param startingPosition by the API's name
 */
public record EventSourceMapping(
        String id,
        String account,
        String region,
        String function,
        String source,
        boolean isWanted,
        State state,
        Instant lastModified,
        String startingPosition,
        SourceSettings settings,
        Map<String, String> tags) {
    static final Codec<EventSourceMapping> CODEC = Codec.of(
            20,
            1,
            (out, mapping) -> out.text(mapping.id)
                    .text(mapping.account)
                    .text(mapping.region)
                    .text(mapping.function)
                    .text(mapping.source)
                    .bool(mapping.isWanted)
                    .number(mapping.state.code)
                    .instant(mapping.lastModified)
                    .text(mapping.startingPosition)
                    .value(SourceSettings.CODEC, mapping.settings)
                    .texts(mapping.tags),
            in -> new EventSourceMapping(
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.bool(),
                    State.ofCode((int) in.number()),
                    in.instant(),
                    in.text(),
                    in.value(SourceSettings.CODEC),
                    in.textMap()));

    public EventSourceMapping {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /** What a mapping is doing; the names are the API's. */
    public enum State {
        CREATING(1, "Creating"),
        ENABLING(2, "Enabling"),
        ENABLED(3, "Enabled"),
        DISABLING(4, "Disabling"),
        DISABLED(5, "Disabled"),
        UPDATING(6, "Updating"),
        DELETING(7, "Deleting");

        private final int code;
        private final String text;

        State(int code, String text) {
            this.code = code;
            this.text = text;
        }

        /** The API's name. */
        public String text() {
            return text;
        }

        /** Whether it stays so until the user asks for something else. */
        public boolean isSettled() {
            return this == ENABLED || this == DISABLED;
        }

        static State ofCode(int code) {
            for (State state : values()) {
                if (state.code == code) {
                    return state;
                }
            }
            throw new IllegalStateException("stored event source mapping in unknown state " + code);
        }
    }

    Arn sourceArn() {
        return Arn.parse(source).orElseThrow(() -> new IllegalStateException("a stored source is no ARN: " + source));
    }

    public EventSourceMapping with(State changed) {
        return new EventSourceMapping(
                id,
                account,
                region,
                function,
                source,
                isWanted,
                changed,
                lastModified,
                startingPosition,
                settings,
                tags);
    }

    public EventSourceMapping tagged(Map<String, String> changed) {
        return new EventSourceMapping(
                id,
                account,
                region,
                function,
                source,
                isWanted,
                state,
                lastModified,
                startingPosition,
                settings,
                changed);
    }

    /** As the user wants it from now on. */
    public EventSourceMapping changed(
            String newFunction, boolean newlyWanted, State transition, Instant now, SourceSettings newSettings) {
        return new EventSourceMapping(
                id,
                account,
                region,
                newFunction,
                source,
                newlyWanted,
                transition,
                now,
                startingPosition,
                newSettings,
                tags);
    }
}
