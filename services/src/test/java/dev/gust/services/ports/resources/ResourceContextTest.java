package dev.gust.services.ports.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceContextTest {
    private static ResourceContext context(String stack, String logical, String token) {
        CallContext caller = new CallContext(
                Principal.root("000000000000", ""),
                "000000000000",
                "us-east-1",
                CallSource.CLOUDFORMATION,
                "request",
                null,
                Instant.MAX,
                URI.create("http://127.0.0.1:4566"));
        return new ResourceContext(caller, stack, "arn", logical, "Test::Thing", token, false, Map.of());
    }

    @Test
    void generatesTheSameNameForTheSameStep() {
        ResourceContext context = context("notes", "Table", "one");
        assertThat(context.generatedName(255)).matches("notes-Table-[A-Za-z0-9]{12}");
        assertThat(context.generatedName(255))
                .isEqualTo(context("notes", "Table", "one").generatedName(255));
        assertThat(context.generatedName(255))
                .isNotEqualTo(context("notes", "Table", "two").generatedName(255));
    }

    @Test
    void keepsGeneratedNamesWithinTheirLength() {
        ResourceContext context = context("s".repeat(128), "L".repeat(255), "one");
        assertThat(context.generatedName(64)).hasSize(64).matches("s+-L+-[A-Za-z0-9]{12}");
        assertThat(context.generatedLowerCaseName(63)).hasSize(63).matches("[a-z0-9-]+");
    }
}
