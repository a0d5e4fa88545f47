package dev.gust.server;

import dev.gust.base.settings.Setting;
import dev.gust.base.settings.SettingsException;
import java.util.List;

/** The reference page of all settings, made from the code that reads them. */
final class SettingsPage {
    private SettingsPage() {}

    static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Settings

                <!-- Generated from the code; a test compares. To write it anew: mvn test -pl server -am -Dtest=SettingsPageTest -Dgust.write=true -->

                A setting is given, the strongest first:

                1. on the command line: `--set KEY=VALUE`, and for some `--port`, `--host`, `--data`, `--ephemeral`
                2. in the environment, under the name in the second column
                3. in a file of Java properties: `--settings FILE`, else `GUST_SETTINGS`, else `gust.properties` in the working folder

                An unknown setting is refused, and so is a wrong value; all problems are told at once. `gust config` prints what is
                in force and who set it.

                | Setting | Variable | Default | May be | Meaning |
                |---|---|---|---|---|
                """);
        for (Setting setting : standard()) {
            page.append("| `").append(setting.key());
            page.append("` | `").append(setting.variable());
            page.append("` | ").append(setting.standard().isEmpty() ? "" : '`' + setting.standard() + '`');
            page.append(" | ").append(setting.range());
            page.append(" | ").append(setting.meaning()).append(" |\n");
        }
        return page.toString();
    }

    private static List<Setting> standard() {
        try {
            return Settings.read(List.of()).inForce();
        } catch (SettingsException e) {
            throw new IllegalStateException("the defaults are refused", e);
        }
    }
}
