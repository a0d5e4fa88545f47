package dev.gust.services.lambda.resources;

import dev.gust.services.ports.resources.ResourceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Code that stands in a template itself. */
final class InlineCode {
    private InlineCode() {}

    /** An archive of what CloudFormation makes of it: the same text is always the same archive. */
    static byte[] archive(String runtime, String code) {
        String file;
        Optional<String> module = Optional.empty();
        if (runtime.startsWith("nodejs")) {
            file = "index.js";
            module = Optional.of("node_modules/cfn-response.js").filter(_ -> code.contains("cfn-response"));
        } else if (runtime.startsWith("python")) {
            file = "index.py";
            module = Optional.of("cfnresponse.py").filter(_ -> code.contains("cfnresponse"));
        } else {
            throw ResourceException.invalid("Code.ZipFile is for Node.js and Python functions; the runtime is "
                    + runtime + ". Put the code into a bucket and name it by S3Bucket and S3Key.");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            add(zip, file, code.getBytes(StandardCharsets.UTF_8));
            if (module.isPresent()) {
                add(zip, module.get(), answerModule(module.get()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** What CloudFormation puts beside inline code, for custom resources to answer with. */
    private static byte[] answerModule(String path) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        try (InputStream in = InlineCode.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not among the resources");
            }
            return in.readAllBytes();
        }
    }
}
