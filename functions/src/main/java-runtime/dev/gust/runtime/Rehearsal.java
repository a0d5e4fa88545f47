package dev.gust.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A life of a function before the real one, so that everything on the way is loaded before anybody waits for it. */
final class Rehearsal {
    private static final String EVENT = "{\"text\":\"a\\n\",\"list\":[1,2.5,true,null],\"map\":{\"b\":\"c\"},\"at\":1.5,\"when\":\"2026-01-01T00:00:00Z\","
            + "\"price\":2.25,\"count\":12345678901,\"kind\":\"ONE\",\"numbers\":[1,2],\"ready\":true,\"fail\":";

    /** Of each shape that handlers have. */
    private static final List<String> HANDLERS = List.of("rehearsal.Unpacked::copy", "rehearsal.Unpacked::answer", "rehearsal.Rehearsed");

    private Rehearsal() {}

    /** Each is a life of its own. */
    static List<Channel> channels() throws IOException, ReflectiveOperationException {
        List<Channel> channels = new ArrayList<>();
        for (String handler : HANDLERS) {
            channels.add(channel(handler));
        }
        return channels;
    }

    /** The function is loaded, called, and fails if it can; what it answers is heard by nobody. */
    private static Channel channel(String handler) throws IOException, ReflectiveOperationException {
        File stage = new File(new File(ownJar()).getParentFile(), "rehearsal");
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(frames);
        byte[] order = Encoder.encode(Map.of(
                "handler", handler, "taskRoot", stage.getPath(), "layers", List.of(), "environment", variables()));
        out.writeInt(order.length + 1);
        out.writeByte('I');
        out.write(order);
        byte[] header = Encoder.encode(Map.of("requestId", "none", "functionArn", "none", "deadlineMillis", 0, "traceId", "none"));
        for (String fails : List.of("false", "false", "true")) {
            byte[] event = (EVENT + fails + '}').getBytes(StandardCharsets.UTF_8);
            out.writeInt(5 + header.length + event.length);
            out.writeByte('R');
            out.writeInt(header.length);
            out.write(header);
            out.write(event);
        }
        OutputStream nobody = OutputStream.nullOutputStream();
        return new Channel(new ByteArrayInputStream(frames.toByteArray()), nobody, Optional.of(nobody));
    }

    /** First on every class path. */
    private static String ownJar() {
        String path = System.getProperty("java.class.path");
        int end = path.indexOf(File.pathSeparatorChar);
        return end < 0 ? path : path.substring(0, end);
    }

    /** As they are, since a process that is no member of the pool has its function's already. */
    private static Map<String, String> variables() {
        Map<String, String> variables = new java.util.TreeMap<>(System.getenv());
        variables.putIfAbsent("TZ", ":UTC");
        return variables;
    }
}
