package dev.gust.wire.operation;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operation may know about its call besides the input.
 *
 * @param account the account whose resources are meant: the caller's, except where a service says otherwise
 * @param requestId given back in the answer and written in every log line
 * @param traceHeader the X-Ray header the caller sent, if any
 * @param deadline when the caller stops waiting; waits of the operation end before it
 * @param endpoint scheme, host and port by which the caller reached us, for URLs in answers
 */
public record CallContext(
        Principal principal,
        String account,
        String region,
        CallSource source,
        String requestId,
        @Nullable String traceHeader,
        Instant deadline,
        URI endpoint) {

    /** The same call on behalf of somebody else, as a service does that assumed a role. */
    public CallContext withPrincipal(Principal changed) {
        return new CallContext(changed, account, region, source, requestId, traceHeader, deadline, endpoint);
    }

    public CallContext withSource(CallSource changed) {
        return new CallContext(principal, account, region, changed, requestId, traceHeader, deadline, endpoint);
    }

    public CallContext withRegion(String changed) {
        return new CallContext(principal, account, changed, source, requestId, traceHeader, deadline, endpoint);
    }

    public CallContext withDeadline(Instant changed) {
        return new CallContext(principal, account, region, source, requestId, traceHeader, changed, endpoint);
    }
}
