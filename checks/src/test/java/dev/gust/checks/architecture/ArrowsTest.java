package dev.gust.checks.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom. */
class ArrowsTest {
    private static final String SERVICES = "dev.gust.services.";

    @ParameterizedTest(name = "{0} knows only {1}")
    @CsvSource({
        "base, ",
        "storage, base",
        "wire, base",
        "functions, base",
        "services, base storage wire",
        "cli, base wire",
        "server, base storage wire functions services"
    })
    void modulesPointDownward(String module, String lower) {
        String[] allowed = Stream.concat(
                        Stream.of(module), Stream.ofNullable(lower).flatMap(list -> Stream.of(list.split(" "))))
                .map(name -> "dev.gust." + name + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("dev.gust." + module + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.gust..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(List.of("storage", "cli", "server").contains(module))
                .check(GustClasses.SHIPPED);
    }

    @Test
    void everyClassBelongsToAModule() {
        classes()
                .should()
                .resideInAnyPackage(
                        "dev.gust.base..",
                        "dev.gust.storage..",
                        "dev.gust.wire..",
                        "dev.gust.functions..",
                        "dev.gust.services..",
                        "dev.gust.server..",
                        "dev.gust.cli..")
                .check(GustClasses.SHIPPED);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.gust.(**)").should().beFreeOfCycles().check(GustClasses.SHIPPED);
    }

    @Test
    void servicesMeetOnlyInThePorts() {
        classes()
                .that()
                .resideInAPackage("dev.gust.services..")
                .should(knowNoOtherService())
                .check(GustClasses.SHIPPED);
    }

    @Test
    void packageNamesOfServicesAreRead() {
        assertThat(service("dev.gust.services.sqs.queue")).contains("sqs");
        assertThat(service("dev.gust.services.ports")).contains("ports");
        assertThat(service("dev.gust.services")).isEmpty();
        assertThat(service("dev.gust.storage.memory")).isEmpty();
    }

    private static ArchCondition<JavaClass> knowNoOtherService() {
        return new ArchCondition<>("know no other service") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                Optional<String> own = service(origin.getPackageName());
                origin.getDirectDependenciesFromSelf().forEach(dependency -> {
                    Optional<String> other = service(dependency.getTargetClass().getPackageName());
                    if (other.isPresent() && !other.equals(own) && !other.get().equals("ports")) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                });
            }
        };
    }

    private static Optional<String> service(String packageName) {
        if (!packageName.startsWith(SERVICES)) {
            return Optional.empty();
        }
        return Optional.of(packageName.substring(SERVICES.length()).split("\\.")[0]);
    }
}
