package dev.gust.server.gateway;

import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import java.lang.System.Logger.Level;

/** One line for each request; never a payload, a query (presigned URLs hold signatures there) or a header. */
public final class RequestLog {
    private static final System.Logger LOG = System.getLogger("dev.gust.requests");

    private final Detail detail;

    /** Which requests get a line. */
    public enum Detail {
        NONE,
        ERRORS,
        ALL
    }

    public RequestLog(Detail detail) {
        this.detail = detail;
    }

    void record(HttpRequest request, HttpResponse response, Visit visit, long nanos) {
        boolean error = response.status() >= 400;
        if (detail == Detail.NONE || (detail == Detail.ERRORS && !error)) {
            return;
        }
        StringBuilder line = new StringBuilder(160)
                .append("event=request request=")
                .append(visit.requestId)
                .append(" method=")
                .append(request.method());
        if (visit.operation.isEmpty()) {
            line.append(" path=").append(shown(request.rawPath()));
        } else {
            line.append(" operation=").append(visit.operation);
        }
        line.append(" status=").append(response.status());
        if (visit.errorCode != null) {
            line.append(" error=").append(visit.errorCode);
        }
        if (!visit.principal.isEmpty()) {
            line.append(" principal=").append(visit.principal);
        }
        line.append(" remote=").append(request.remoteAddress());
        line.append(" micros=").append(nanos / 1000);
        LOG.log(response.status() >= 500 ? Level.WARNING : Level.INFO, line.toString());
    }

    /** What is no request, or came at a bad time: nothing of it is known but who sent it. */
    void refused(String requestId, int status, String code, String remoteAddress) {
        if (detail != Detail.NONE) {
            LOG.log(
                    Level.INFO,
                    () -> "event=request request=" + requestId + " status=" + status + " error=" + code + " remote="
                            + remoteAddress);
        }
    }

    /** A path is the client's text: nothing in it may end the line or move a terminal. */
    private static String shown(String path) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < path.length() && i < 200; i++) {
            char c = path.charAt(i);
            shown.append(c > ' ' && c < 0x7F ? c : '?');
        }
        return shown.toString();
    }
}
