package dev.gust.checks.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Time, randomness and waiting come from {@code dev.gust.base} alone, so that a simulation can own them. */
class SeamsTest {
    private static final Set<String> CLOCKS = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalDateTime",
            "java.time.LocalTime",
            "java.time.OffsetDateTime",
            "java.time.OffsetTime",
            "java.time.Year",
            "java.time.YearMonth",
            "java.time.ZonedDateTime");

    private static final Map<String, Set<String>> CALLS = Map.of(
            "java.lang.System", Set.of("currentTimeMillis", "nanoTime"),
            "java.lang.Thread", Set.of("sleep"),
            "java.lang.Math", Set.of("random"),
            "java.time.InstantSource", Set.of("system"),
            "java.time.Clock", Set.of("system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds"),
            "java.util.Calendar", Set.of("getInstance"),
            "java.util.UUID", Set.of("randomUUID"),
            "java.util.concurrent.ThreadLocalRandom", Set.of("current"),
            "java.util.concurrent.TimeUnit", Set.of("sleep"));

    private static final Set<String> CONSTRUCTORS = Set.of(
            "java.util.Date",
            "java.util.GregorianCalendar",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.security.SecureRandom");

    private static final ArchRule RULE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.gust.base..")
            .should()
            .accessTargetWhere(reachesPastTheSeams())
            .because("time, randomness and waiting come from dev.gust.base, so that a simulation can own them");

    @Test
    void onlyBaseReadsClockAndRandomness() {
        RULE.check(GustClasses.SHIPPED);
    }

    @Test
    void seesEachWayAround() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
        assertThatThrownBy(() -> RULE.check(offender))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("(4 times)");
        assertThat(new Offender().all()).hasSize(4);
    }

    private static DescribedPredicate<JavaAccess<?>> reachesPastTheSeams() {
        return DescribedPredicate.describe("is the clock, randomness or a sleep of the JDK", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            return (CLOCKS.contains(owner) && name.equals("now"))
                    || CALLS.getOrDefault(owner, Set.of()).contains(name)
                    || (CONSTRUCTORS.contains(owner) && name.equals("<init>"));
        });
    }

    private static final class Offender {
        Object[] all() {
            return new Object[] {Instant.now(), System.nanoTime(), UUID.randomUUID(), new java.util.Random(1)};
        }
    }
}
