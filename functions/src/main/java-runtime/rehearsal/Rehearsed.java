package rehearsal;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The function of the rehearsal: it comes from a jar of its own and does what functions' code leans on. */
public final class Rehearsed implements RequestHandler<Rehearsed.Event, Rehearsed.Bean> {
    /** A choice. */
    public enum Kind {
        ONE,
        OTHER
    }

    /** Its event. */
    public record Event(
            String text,
            List<Object> list,
            Map<String, String> map,
            Instant at,
            Instant when,
            BigDecimal price,
            long count,
            Kind kind,
            int[] numbers,
            Optional<String> note,
            boolean ready,
            boolean fail) {}

    /** Its answer. */
    public static final class Bean {
        private String text;
        private final Map<String, Object> more = new HashMap<>();

        public String getText() {
            return text;
        }

        public void setText(String value) {
            text = value;
        }

        public Map<String, Object> getMore() {
            return more;
        }
    }

    @Override
    public Bean handleRequest(Event event, Context context) {
        List<Object> list = new ArrayList<>(event.list());
        String joined = list.stream().map(String::valueOf).filter(each -> !each.isEmpty()).collect(Collectors.joining(","));
        int count = list.size();
        String text = "one " + joined + " two " + count + event + '!' + context.getAwsRequestId() + (count > 1) + 2.5 + event.map();
        if (event.fail()) {
            throw new IllegalStateException(text);
        }
        switch (joined) {
            case "none" -> text += "none";
            case "1,2.5,true,null" -> text += String.format("%s-%d", text.length(), count);
            default -> text += Optional.of(joined).map(each -> each + count).orElse("");
        }
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8).println("é" + Map.of("a", count));
        context.getLogger().log(text + context.getRemainingTimeInMillis());
        Bean bean = new Bean();
        bean.setText(text + UUID.nameUUIDFromBytes(new byte[1]) + System.getenv("TZ"));
        bean.more.put("price", event.price().multiply(BigDecimal.TEN));
        bean.more.put("at", event.at());
        bean.more.put("list", list);
        bean.more.put("event", event);
        return bean;
    }
}
