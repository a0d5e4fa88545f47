package rehearsal;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** What the other function of the rehearsal is not: classes in a folder, plain methods. */
public final class Unpacked {
    private int calls;

    /** Called by its name. */
    public Map<String, Object> answer(Map<String, Object> event, Context context) {
        calls++;
        return Map.of("event", event, "calls", calls, "left", context.getRemainingTimeInMillis());
    }

    /** Bytes to bytes. */
    public static void copy(InputStream in, OutputStream out, Context context) throws IOException {
        out.write(in.readAllBytes());
    }
}
