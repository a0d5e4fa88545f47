package dev.gust.cli.command;

import dev.gust.base.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** A command could not do its work: what happened, what it means, what to do. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String meaning;
    private final String remedy;

    public CommandFailure(String whatHappened, String meaning, String remedy) {
        super(whatHappened, null, false, false);
        this.meaning = meaning;
        this.remedy = remedy;
    }

    public String whatHappened() {
        return String.valueOf(getMessage());
    }

    public String meaning() {
        return meaning;
    }

    public String remedy() {
        return remedy;
    }

    /** For scripts, in the same shape in which the server's admin interface reports its errors. */
    public JsonValue.Obj asJson() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("error", JsonValue.of(whatHappened()));
        members.put("meaning", JsonValue.of(meaning));
        members.put("remedy", JsonValue.of(remedy));
        return new JsonValue.Obj(members);
    }
}
