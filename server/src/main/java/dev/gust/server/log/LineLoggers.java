package dev.gust.server.log;

import dev.gust.base.time.Clock;
import java.lang.System.Logger.Level;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Gives every {@code System.Logger} of the process: INFO and above of ours, WARNING and above of libraries. */
public final class LineLoggers extends System.LoggerFinder {
    private static final String OURS = "dev.gust.";

    /** Set to a level's name to see more of ours. */
    private static final String LEVEL_PROPERTY = "gust.log";

    @Override
    public System.Logger getLogger(String name, @Nullable Module module) {
        Level level = name.startsWith(OURS)
                ? Level.valueOf(System.getProperty(LEVEL_PROPERTY, Level.INFO.getName()))
                : Level.WARNING;
        return new LineLogger(name, level, Clock.system(), System.err);
    }

    @Override
    public System.Logger getLocalizedLogger(String name, ResourceBundle bundle, @Nullable Module module) {
        return getLogger(name, module);
    }
}
