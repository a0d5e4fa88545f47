package dev.gust.services.ports.resources;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a resource could not be created, changed or deleted. The message is for the author of the template. */
public final class ResourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The codes of CloudFormation's resource handlers; they stand in the reason of a stack event. */
    public enum Code {
        ACCESS_DENIED("AccessDenied"),
        ALREADY_EXISTS("AlreadyExists"),
        GENERAL_SERVICE("GeneralServiceException"),
        INVALID_REQUEST("InvalidRequest"),
        NOT_FOUND("NotFound"),
        NOT_STABILIZED("NotStabilized"),
        NOT_UPDATABLE("NotUpdatable"),
        RESOURCE_CONFLICT("ResourceConflict"),
        SERVICE_INTERNAL("ServiceInternalError"),
        SERVICE_LIMIT_EXCEEDED("ServiceLimitExceeded"),
        /** Tried again a few times with back-off before the step fails. */
        THROTTLING("Throttling"),
        /** What the user's own code said; it stands in the event as it is. */
        PROVIDER("ProviderFailed");

        private final String text;

        Code(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    private final Code code;
    private final @Nullable String physicalId;

    public ResourceException(Code code, String message) {
        super(message);
        this.code = code;
        this.physicalId = null;
    }

    public ResourceException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.physicalId = null;
    }

    private ResourceException(Code code, String message, @Nullable String physicalId) {
        super(message);
        this.code = code;
        this.physicalId = physicalId;
    }

    public Code code() {
        return code;
    }

    /** What was made before it failed, and is to be deleted when the stack rolls back. */
    public Optional<String> physicalId() {
        return Optional.ofNullable(physicalId);
    }

    /** The user's own code says that it failed, and may name what it had made by then. */
    public static ResourceException ofProvider(String message, Optional<String> physicalId) {
        return new ResourceException(Code.PROVIDER, message, physicalId.orElse(null));
    }

    public static ResourceException alreadyExists(String type, String physicalId) {
        return new ResourceException(
                Code.ALREADY_EXISTS,
                "Resource of type '" + type + "' with identifier '" + physicalId + "' already exists.");
    }

    public static ResourceException notFound(String type, String physicalId) {
        return new ResourceException(
                Code.NOT_FOUND, "Resource of type '" + type + "' with identifier '" + physicalId + "' was not found.");
    }

    public static ResourceException invalid(String message) {
        return new ResourceException(Code.INVALID_REQUEST, message);
    }
}
