package dev.gust.server.admin;

import dev.gust.base.settings.Setting;
import dev.gust.server.identity.RootCredentials;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the admin interface tells of its server.
 *
 * @param isolation how functions are kept apart, in words; known a moment after the start
 */
public record AdminView(
        URI endpoint,
        Path dataFolder,
        RootCredentials root,
        String region,
        List<Setting> settings,
        Set<String> services,
        Supplier<String> isolation,
        String token) {
    public AdminView {
        settings = List.copyOf(settings);
        services = Set.copyOf(services);
    }

    @Override
    public String toString() {
        return "AdminView[" + endpoint + ", " + dataFolder + ']';
    }
}
