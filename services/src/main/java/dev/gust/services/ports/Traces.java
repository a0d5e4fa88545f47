package dev.gust.services.ports;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The {@code X-Amzn-Trace-Id} of calls: the one that they carry, or one of their own. */
public final class Traces {
    /** The header that carries it. */
    public static final String HEADER = "X-Amzn-Trace-Id";

    private static final int ROOT_BYTES = 12;
    private static final int PARENT_BYTES = 8;

    private final Randomness randomness;
    private final Clock clock;

    public Traces(Randomness randomness, Clock clock) {
        this.randomness = randomness;
        this.clock = clock;
    }

    public String header(@Nullable String given) {
        if (given != null && given.contains("Root=")) {
            return given;
        }
        String seconds = HexFormat.of().toHexDigits(clock.instant().getEpochSecond(), 8);
        return "Root=1-" + seconds + '-' + random(ROOT_BYTES) + ";Parent=" + random(PARENT_BYTES) + ";Sampled=0";
    }

    private String random(int bytes) {
        byte[] target = new byte[bytes];
        randomness.nextBytes(target);
        return HexFormat.of().formatHex(target);
    }
}
