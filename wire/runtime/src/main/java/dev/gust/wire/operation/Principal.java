package dev.gust.wire.operation;

/**
 * Who calls.
 *
 * @param arn of the root, user or assumed-role session
 * @param userId as GetCallerIdentity gives it: the account for the root, AIDA... for users, AROA...:session for roles
 * @param accessKeyId the key that signed, or empty where nothing was signed
 */
public record Principal(Kind kind, String account, String arn, String userId, String accessKeyId) {
    /** What a principal is. */
    public enum Kind {
        ROOT,
        USER,
        ASSUMED_ROLE,
        FEDERATED_USER,
        /** One of our services, on its own behalf. */
        SERVICE,
        /** A request without a signature, where an operation or a resource allows that. */
        ANONYMOUS
    }

    /** The account's root under this key. */
    public static Principal root(String account, String accessKeyId) {
        return new Principal(Kind.ROOT, account, "arn:aws:iam::" + account + ":root", account, accessKeyId);
    }

    /** A service such as {@code events.amazonaws.com}, acting in an account. */
    public static Principal service(String account, String name) {
        return new Principal(Kind.SERVICE, account, name, name, "");
    }

    /** Nobody in particular. */
    public static Principal anonymous(String account) {
        return new Principal(Kind.ANONYMOUS, account, "*", "anonymous", "");
    }
}
