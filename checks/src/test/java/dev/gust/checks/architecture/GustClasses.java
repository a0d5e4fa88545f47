package dev.gust.checks.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** Every class that Gust ships, read once for all rules. */
final class GustClasses {
    static final JavaClasses SHIPPED = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // What is shipped for functions to find in their sandboxes is no part of Gust's own.
            .withImportOption(location -> !location.contains("/functions/bootstrap/"))
            .importPackages("dev.gust");

    private GustClasses() {}
}
