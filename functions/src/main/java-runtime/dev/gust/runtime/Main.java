package dev.gust.runtime;

import com.amazonaws.services.lambda.runtime.LambdaRuntimeInternal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a Java handler. Started before anyone knows for which function; becomes one function's with the first frame, for good. */
public final class Main {
    /** Started for one function, with its classes on the class path. */
    static final String OWN = "--own";

    /** The same, to record what it loads. */
    static final String RECORD = "--record";

    private static final int HEADER_AT = 5;

    private final Channel channel;
    private final ClassPath path;

    /** Where a function's classes come from. */
    interface ClassPath {
        ClassLoader classes(String task, List<?> layers);
    }

    private Main(Channel channel, ClassPath path) {
        this.channel = channel;
        this.path = path;
    }

    public static void main(String[] arguments) throws Exception {
        System.setOut(stream(FileDescriptor.out));
        System.setErr(stream(FileDescriptor.err));
        String purpose = arguments.length == 0 ? "" : arguments[0];
        if (purpose.equals(OWN)) {
            new Main(Channel.toHost(), OwnClassPath::classes).run();
            Runtime.getRuntime().halt(0);
        }
        for (Channel channel : Rehearsal.channels()) {
            new Main(channel, HandlerLoader::classes).run();
        }
        if (purpose.equals(RECORD)) {
            Recording.run();
        }
        if (purpose.isEmpty()) {
            Channel host = Channel.toHost();
            host.send('p', new byte[0]);
            new Main(host, HandlerLoader::classes).run();
            Runtime.getRuntime().halt(0);
        }
    }

    /** What was printed before a crash is not lost; a line is written as a whole. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor), 8192), true, StandardCharsets.UTF_8);
    }

    private void run() {
        Optional<byte[]> first = channel.read();
        if (first.isEmpty()) {
            return;
        }
        byte[] frame = first.get();
        Map<?, ?> order = (Map<?, ?>) Json.parse(frame, 1, frame.length - 1);
        Handler handler;
        Logger logger;
        try {
            Variables.replace(texts((Map<?, ?>) order.get("environment")));
            logger = new Logger(channel);
            LambdaRuntimeInternal.setLogger(logger);
            handler = load(order, logger);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java does not let its variables be set", e);
        }
        channel.send('i', "{}".getBytes(StandardCharsets.UTF_8));
        for (Optional<byte[]> next = channel.read(); next.isPresent(); next = channel.read()) {
            serve(handler, logger, next.get());
        }
    }

    private Handler load(Map<?, ?> order, Logger logger) {
        ClassLoader classes = path.classes((String) order.get("taskRoot"), (List<?>) order.get("layers"));
        Thread.currentThread().setContextClassLoader(classes);
        try {
            return HandlerLoader.load((String) order.get("handler"), classes);
        } catch (Failure failure) {
            fail(failure, logger, true);
        } catch (Throwable problem) {
            fail(Failure.of(problem), logger, true);
        }
        Runtime.getRuntime().halt(1);
        throw new IllegalStateException("halted");
    }

    private void serve(Handler handler, Logger logger, byte[] frame) {
        int length = ByteBuffer.wrap(frame, 1, 4).getInt();
        Map<?, ?> header = (Map<?, ?>) Json.parse(frame, HEADER_AT, length);
        logger.serving((String) header.get("requestId"));
        Object trace = header.get("traceId");
        if (trace == null) {
            System.clearProperty("com.amazonaws.xray.traceHeader");
        } else {
            System.setProperty("com.amazonaws.xray.traceHeader", trace.toString());
        }
        try {
            int from = HEADER_AT + length;
            byte[] result = handler.handle(frame, from, frame.length - from, new InvocationContext(header, logger));
            flush();
            channel.send('r', result);
        } catch (Failure failure) {
            fail(failure, logger, failure.fatal());
            if (failure.fatal()) {
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private void fail(Failure failure, Logger logger, boolean forGood) {
        flush();
        logger.error(failure);
        channel.send(forGood ? 'x' : 'e', failure.json());
    }

    private static void flush() {
        System.out.flush();
        System.err.flush();
    }

    private static Map<String, String> texts(Map<?, ?> members) {
        Map<String, String> texts = new HashMap<>();
        members.forEach((name, value) -> texts.put((String) name, (String) value));
        return texts;
    }
}
