package dev.gust.server;

import dev.gust.base.Randomness;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.settings.Setting;
import dev.gust.base.settings.SettingsException;
import dev.gust.base.time.Clock;
import dev.gust.server.CommandLine.UsageException;
import dev.gust.storage.StorageException;
import dev.gust.storage.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The server program: {@code start}, and what else needs the data folder or the settings without a server. */
public final class Main {
    private static final int FINE = 0;
    private static final int FAILED = 1;

    /** Wrong arguments and settings: nothing was begun, and nothing will be until they are others. */
    private static final int WRONG_USAGE = 2;

    private static final String HELP = """
            gust start [--port N] [--host H] [--data DIR | --ephemeral] [--settings FILE] [--set KEY=VALUE]...
            gust config [the same options] [--json]
            gust restore BACKUP [--data DIR] [--json]

              --port N         the port to listen on (4566); 0 takes any free one
              --host H         the address to listen on (127.0.0.1)
              --data DIR       the data folder (the user's state folder)
              --ephemeral      keep the data in a folder that goes with the process
              --settings FILE  a file of settings (gust.properties in the working folder)
              --set KEY=VALUE  any setting of docs/settings.md
            """;

    private final PrintStream out;
    private final PrintStream err;

    private Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        // The largest piece of the start that waits for nothing else.
        Thread.ofPlatform().daemon().name("load-library").start(EmbeddedStore::prepare);
        System.exit(new Main(System.out, System.err).run(arguments, System.getenv()));
    }

    private int run(String[] arguments, Map<String, String> environment) {
        try {
            CommandLine line = CommandLine.parse(arguments, environment);
            if (line.others().containsKey("help")) {
                out.print(HELP);
                return FINE;
            }
            Settings settings = Settings.read(line.sources());
            return switch (line.command()) {
                case "start" -> {
                    line.refuseMoreThan(0);
                    yield start(settings);
                }
                case "config" -> {
                    line.refuseMoreThan(0);
                    yield config(settings, line.others().containsKey("json"));
                }
                case "restore" -> {
                    line.refuseMoreThan(1);
                    yield new Restore(settings.server(), line.others().containsKey("json"), out, err)
                            .run(line.word(0, "BACKUP, the folder that 'gust backup' made"));
                }
                default -> throw new UsageException("there is no command " + line.command());
            };
        } catch (UsageException e) {
            err.println("gust: " + e.getMessage());
            err.print(HELP);
            return WRONG_USAGE;
        } catch (SettingsException e) {
            err.println("gust: the settings cannot be taken:");
            e.problems().forEach(problem -> err.println("  " + problem));
            return WRONG_USAGE;
        }
    }

    private int start(Settings settings) {
        try (WorkingFolder folder = WorkingFolder.of(settings.server());
                GustServer server = listen(settings, folder.path())) {
            AtomicBoolean stopping = new AtomicBoolean();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopOnSignal(stopping, server, folder), "stop"));
            new Greeting(settings, server, folder.path()).print(out, err);
            server.awaitStopWanted();
            stopping.set(true);
            return FINE;
        } catch (BindException e) {
            return portTaken(settings.server());
        } catch (StorageException | IOException e) {
            err.println("gust: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static GustServer listen(Settings settings, Path folder) throws IOException {
        return GustServer.start(settings, folder, Clock.system(), Randomness.secure());
    }

    /** A signal ends the program through this hook; without the halt its exit status would tell of the signal. */
    private static void stopOnSignal(AtomicBoolean stopping, GustServer server, WorkingFolder folder) {
        if (!stopping.getAndSet(true)) {
            server.close();
            folder.close();
            System.out.flush();
            Runtime.getRuntime().halt(FINE);
        }
    }

    private int portTaken(ServerSettings settings) {
        err.println("gust: port " + settings.port() + " of " + settings.host() + " is taken by "
                + PortHolder.of(settings.port()).orElse("another process") + '.');
        err.println(
                "  Stop that one ('gust stop', if it is a Gust), or start this one with --port N (0: any free one).");
        return FAILED;
    }

    private int config(Settings settings, boolean json) {
        if (json) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            for (Setting setting : settings.inForce()) {
                Map<String, JsonValue> one = new LinkedHashMap<>();
                one.put("value", JsonValue.of(setting.value()));
                one.put("source", JsonValue.of(setting.source()));
                members.put(setting.key(), new JsonValue.Obj(one));
            }
            out.println(JsonText.writePretty(new JsonValue.Obj(members)));
            return FINE;
        }
        int width = settings.inForce().stream()
                .mapToInt(setting -> setting.key().length())
                .max()
                .orElse(0);
        for (Setting setting : settings.inForce()) {
            String padding = " ".repeat(width - setting.key().length());
            out.println(setting.key() + padding + " = " + setting.value()
                    + (setting.isDefault() ? "" : "   (set by " + setting.source() + ')'));
        }
        return FINE;
    }
}
