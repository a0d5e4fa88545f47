package dev.gust.wire.protocol.rest;

import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.PercentText;
import dev.gust.wire.codec.ScalarText;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.schema.FrozenList;
import dev.gust.wire.schema.FrozenMap;
import dev.gust.wire.schema.Kind;
import dev.gust.wire.schema.ListSchema;
import dev.gust.wire.schema.MapSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.TimestampFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the members that stand in path, query and headers. */
final class RestReader {
    private final RestBinding binding;
    private final HttpRequest request;
    private final Decoding decoding;

    RestReader(RestBinding binding, HttpRequest request, Decoding decoding) {
        this.binding = binding;
        this.request = request;
        this.decoding = decoding;
    }

    void read(@Nullable Object[] values) {
        if (binding.members().isEmpty()) {
            return;
        }
        Map<String, String> labels = binding.pattern().match(request.rawPath());
        Map<String, List<String>> query = QueryParameters.parse(request.rawQuery());
        for (MemberSchema member : binding.members()) {
            decoding.enter(member);
            values[member.index()] = switch (member.location()) {
                case LABEL -> labels == null ? null : label(member, labels.get(member.locationName()));
                case QUERY -> query(member, query.get(member.locationName()));
                case QUERY_PARAMS -> queryParams(member, query);
                case HEADER -> header(member);
                case PREFIX_HEADERS -> prefixHeaders(member);
                case STATUS, BODY, PAYLOAD -> null;
            };
            decoding.leave();
        }
    }

    private @Nullable Object label(MemberSchema member, @Nullable String raw) {
        return raw == null
                ? null
                : ScalarText.parse(member, PercentText.decodePath(raw), TimestampFormat.DATE_TIME, decoding);
    }

    private @Nullable Object query(MemberSchema member, @Nullable List<String> given) {
        if (given == null) {
            return null;
        }
        if (member.target() instanceof ListSchema list) {
            return list(list, given, TimestampFormat.DATE_TIME);
        }
        return ScalarText.parse(member, given.getFirst(), TimestampFormat.DATE_TIME, decoding);
    }

    private Object list(ListSchema list, List<String> texts, TimestampFormat usual) {
        List<@Nullable Object> items = new ArrayList<>();
        for (String text : texts) {
            decoding.enterItem(items.size());
            items.add(ScalarText.parse(list.member(), text, usual, decoding));
            decoding.leave();
        }
        return new FrozenList<@Nullable Object>(items.toArray());
    }

    /** All parameters but those that the pattern fixes; what other members hold is among them too. */
    private @Nullable Object queryParams(MemberSchema member, Map<String, List<String>> query) {
        MapSchema map = (MapSchema) member.target();
        Set<String> taken = new HashSet<>(binding.pattern().query().keySet());
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
            if (!taken.contains(parameter.getKey())) {
                decoding.countItem();
                Object value = map.value().target() instanceof ListSchema list
                        ? list(list, parameter.getValue(), TimestampFormat.DATE_TIME)
                        : parameter.getValue().getFirst();
                entries.put(parameter.getKey(), value);
            }
        }
        return entries.isEmpty() ? null : new FrozenMap<String, @Nullable Object>(entries);
    }

    private @Nullable Object header(MemberSchema member) {
        List<String> lines = request.headers().all(member.locationName());
        if (lines.isEmpty()) {
            return null;
        }
        if (!(member.target() instanceof ListSchema list)) {
            return ScalarText.parse(member, lines.getFirst(), TimestampFormat.HTTP_DATE, decoding);
        }
        boolean dates = list.member().target().kind() == Kind.TIMESTAMP
                && list.member().timestampFormat(TimestampFormat.HTTP_DATE) == TimestampFormat.HTTP_DATE;
        List<String> texts = new ArrayList<>();
        for (String line : lines) {
            texts.addAll(dates ? HeaderList.splitDates(line) : HeaderList.split(line));
        }
        return list(list, texts, TimestampFormat.HTTP_DATE);
    }

    private @Nullable Object prefixHeaders(MemberSchema member) {
        String prefix = member.locationName().toLowerCase(Locale.ROOT);
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        for (HttpHeaders.Line line : request.headers().lines()) {
            String name = line.name().toLowerCase(Locale.ROOT);
            if (name.startsWith(prefix)) {
                decoding.countItem();
                entries.merge(name.substring(prefix.length()), line.value(), (first, second) -> first + "," + second);
            }
        }
        if (!(member.target() instanceof MapSchema)) {
            throw new MalformedException(member.name() + " is no map of headers");
        }
        return entries.isEmpty() ? null : new FrozenMap<String, @Nullable Object>(entries);
    }
}
