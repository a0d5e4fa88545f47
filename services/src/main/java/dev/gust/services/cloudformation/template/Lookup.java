package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import java.util.Optional;

/** What a template asks of the world while it is evaluated. */
public interface Lookup {
    /** What {@code Ref} of a resource gives. */
    JsonValue reference(String logicalId);

    /** What {@code Fn::GetAtt} gives. */
    JsonValue attribute(String logicalId, String attribute);

    /** The value that another stack exports under a name. */
    Optional<String> exported(String name);
}
