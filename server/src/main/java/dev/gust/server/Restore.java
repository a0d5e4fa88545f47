package dev.gust.server;

import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.server.CommandLine.UsageException;
import dev.gust.storage.StorageException;
import dev.gust.storage.folder.CopyTally;
import dev.gust.storage.folder.FolderBackup;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Makes a data folder of a backup, without a server. */
record Restore(ServerSettings settings, boolean json, PrintStream out, PrintStream err) {
    /** The launcher's word for it: Java's own console is there without a terminal too. */
    private static final String TERMINAL = "gust.terminal";

    private static final int RESTORED = 0;
    private static final int FAILED = 1;
    private static final double MEGABYTE = 1_000_000;
    private static final Duration BETWEEN_LINES = Duration.ofMillis(500);

    int run(String backup) throws UsageException {
        if (settings.ephemeral()) {
            throw new UsageException("what is restored is to be kept: restore takes --data DIR, and no --ephemeral");
        }
        Path from = path(backup);
        CopyTally tally = new CopyTally();
        Thread teller = new Thread(() -> tell(tally), "tell-progress");
        teller.setDaemon(true);
        if (isWatched()) {
            teller.start();
        }
        try {
            FolderBackup.restore(from, settings.dataFolder(), tally);
        } catch (StorageException e) {
            err.println("gust: " + e.getMessage());
            err.println("  Nothing was restored. 'gust restore --help' shows how it is meant.");
            return FAILED;
        } finally {
            teller.interrupt();
        }
        out.println(
                json ? asJson(from, tally) : "restored " + from + " to " + settings.dataFolder() + ": " + told(tally));
        return RESTORED;
    }

    private static Path path(String text) throws UsageException {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new UsageException("'" + text + "' is no path: " + e.getReason());
        }
    }

    private boolean isWatched() {
        return !json && Boolean.getBoolean(TERMINAL);
    }

    private void tell(CopyTally tally) {
        try {
            while (true) {
                Clock.system().sleep(BETWEEN_LINES);
                err.print("\r  " + told(tally));
                err.flush();
            }
        } catch (InterruptedException done) {
            err.print("\r\033[K");
            err.flush();
        }
    }

    private static String told(CopyTally tally) {
        return String.format(Locale.ROOT, "%d files, %.1f MB", tally.files(), tally.bytes() / MEGABYTE);
    }

    private String asJson(Path from, CopyTally tally) {
        Map<String, JsonValue> told = new LinkedHashMap<>();
        told.put("backup", JsonValue.of(from.toString()));
        told.put("directory", JsonValue.of(settings.dataFolder().toString()));
        told.put("files", JsonValue.of(tally.files()));
        told.put("bytes", JsonValue.of(tally.bytes()));
        return new JsonValue.Obj(told).toJson();
    }
}
