package rehearsal;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.Map;

/** A function for the rehearsal: it comes from a jar of its own, as functions do. */
public final class Rehearsal implements RequestHandler<Rehearsal.Event, Rehearsal.Event> {
    /** Its event. */
    public record Event(String text, List<Object> list, Map<String, String> map) {}

    /** The same as a bean. */
    public static final class Bean {
        private String text;

        public String getText() {
            return text;
        }

        public void setText(String value) {
            text = value;
        }
    }

    @Override
    public Event handleRequest(Event input, Context context) {
        return input;
    }

    public Bean bean(Bean input) {
        return input;
    }

    public Map<String, Object> map(Map<String, Object> input, Context context) {
        return input;
    }
}
