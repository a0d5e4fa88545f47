package dev.gust.services.lambda.resources;

import dev.gust.services.ports.resources.ResourceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Code that stands in a template itself. */
final class InlineCode {
    private InlineCode() {}

    /** An archive with the one file that CloudFormation makes of it: the same text is always the same archive. */
    static byte[] archive(String runtime, String code) {
        String file;
        if (runtime.startsWith("nodejs")) {
            file = "index.js";
        } else if (runtime.startsWith("python")) {
            file = "index.py";
        } else {
            throw ResourceException.invalid("Code.ZipFile is for Node.js and Python functions; the runtime is "
                    + runtime + ". Put the code into a bucket and name it by S3Bucket and S3Key.");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry(file);
            entry.setTime(0);
            zip.putNextEntry(entry);
            zip.write(code.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
