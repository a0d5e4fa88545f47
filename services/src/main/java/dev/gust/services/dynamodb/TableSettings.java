package dev.gust.services.dynamodb;

import dev.gust.base.settings.SettingsReader;

/**
 * What can be set about tables.
 *
 * @param takesUnprotected whether templates may ask for protections that are not there, which the log then says
 */
public record TableSettings(boolean takesUnprotected) {
    public static final TableSettings DEFAULT = new TableSettings(false);

    public static TableSettings from(SettingsReader settings) {
        return new TableSettings(settings.flag(
                "dynamodb.unprotected",
                DEFAULT.takesUnprotected(),
                "Take templates whose tables ask for encryption with a KMS key (SSESpecification) or for point-in-time recovery, although Gust has "
                        + "neither. Each such table is named in the log; without this the template is refused."));
    }
}
