package dev.gust.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.services.ports.AccessKeys.IssuedKey;
import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.auth.AuthenticationException;
import dev.gust.wire.auth.AuthenticationException.Reason;
import dev.gust.wire.auth.CredentialScope;
import dev.gust.wire.auth.RequestSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootCredentialsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private final Ids ids = new Ids(Randomness.seeded(5));

    @Test
    void aFolderKeepsItsRoot() throws IOException {
        RootCredentials made = RootCredentials.of(folder, ids);
        assertThat(made.key().id()).startsWith("AKIA").hasSize(20);
        assertThat(made.key().secret()).hasSize(40);
        assertThat(RootCredentials.of(folder, ids)).isEqualTo(made);
        assertThat(made.toString()).doesNotContain(made.key().secret());
    }

    @Test
    void saysWhatToDoAboutADamagedFile() throws IOException {
        for (String damage : List.of("{", "[]", "{\"accessKeyId\":\"A\"}")) {
            Files.writeString(folder.resolve("credentials.json"), damage);
            assertThatThrownBy(() -> RootCredentials.of(folder, ids))
                    .hasMessageContaining("Bring it back from a backup");
        }
    }

    private static RequestSignature by(String accessKeyId) {
        return new RequestSignature(
                accessKeyId,
                new CredentialScope("20260301", "us-east-1", "sts"),
                "20260301T120000Z",
                NOW,
                List.of("host"),
                "00",
                null,
                null);
    }

    @Test
    void whoEverybodyKnowsIsRefusedWhereOthersCanReachUs() {
        RootCredentials root = new RootCredentials(new AccessKey("AKIAROOT", "secret"), "000000000000");
        Identities onLoopback = new Identities(root, true, List.of());
        Identities elsewhere = new Identities(root, false, List.of());
        for (String known : List.of("test", "123456789012")) {
            IssuedKey key = onLoopback.claimedBy(by(known), NOW);
            assertThat(key.key().secret()).isEqualTo("test");
            assertThatThrownBy(() -> elsewhere.claimedBy(by(known), NOW))
                    .isInstanceOfSatisfying(
                            AuthenticationException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_KEY));
        }
        assertThat(elsewhere.claimedBy(by("AKIAROOT"), NOW).key().secret()).isEqualTo("secret");
    }
}
