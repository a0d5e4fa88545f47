package dev.gust.wire.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportModelsTest {
    private static final String MODEL = """
            {"metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "odd-names", "protocol": "rest-json", "serviceId": "Odd Names"},
             "operations": {
              "GetThing": {"name": "GetThing", "http": {"method": "GET", "requestUri": "/thing"}},
              "PutThing": {"name": "PutThing", "http": {"method": "PUT", "requestUri": "/thing"}}},
             "shapes": {}}
            """;

    @TempDir
    Path folder;

    @Test
    void namesOfServicesBecomeNamesOfPackagesAndTypes() throws Exception {
        Path version = Files.createDirectories(folder.resolve("data/odd-names/2020-01-01"));
        Files.writeString(version.resolve("service-2.json"), MODEL);
        Path models = folder.resolve("models");
        Files.createDirectories(models.resolve("import"));
        String[] command = {models.toString(), "--from", folder.resolve("data").toString(), "odd-names"};
        ImportModels.main(command);
        assertThat(models.resolve("oddnames.json")).content().contains("\"id\":\"oddnames\",\"name\":\"OddNames\"");
        assertThat(models.resolve("import/oddnames.json")).content().contains("\"source\": \"odd-names\"");

        Files.writeString(models.resolve("import/oddnames.json"), """
                {"source": "odd-names", "operations": ["*", "-Put*"]}""");
        ImportModels.main(command);
        assertThat(models.resolve("oddnames.json")).content().contains("\"GetThing\": {", "\"PutThing PUT /thing\"");
    }
}
