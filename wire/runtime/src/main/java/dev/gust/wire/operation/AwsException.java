package dev.gust.wire.operation;

import dev.gust.wire.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An error as AWS answers it: a code that clients switch on, a status, a message. Modelled errors are generated
 * subclasses with fields of their own; this class itself stands for codes that a model does not list, such as
 * DynamoDB's ValidationException or most codes of S3. Carries no stack trace: it is an answer, not an accident.
 */
public class AwsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final Fault fault;
    private final transient Map<String, String> fields = new LinkedHashMap<>();
    private final transient List<HttpHeaders.Line> headers = new ArrayList<>();

    public AwsException(String code, int status, Fault fault, String message) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.fault = fault;
    }

    /** An error of the caller's making. */
    public static AwsException sender(String code, int status, String message) {
        return new AwsException(code, status, Fault.SENDER, message);
    }

    /** An error of ours, or of what we stand on. */
    public static AwsException receiver(String code, int status, String message) {
        return new AwsException(code, status, Fault.RECEIVER, message);
    }

    /** The short name, as in {@code ResourceNotFoundException}. */
    public final String code() {
        return code;
    }

    /** The code by which the query protocol knows this error; mostly the same. */
    public String queryCode() {
        return code;
    }

    /** The HTTP status of the answer. */
    public final int status() {
        return status;
    }

    public final Fault fault() {
        return fault;
    }

    public final String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /** Further elements of the answer that no model lists, such as S3's BucketName; in the order they were added. */
    public final Map<String, String> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** Header lines that the answer has besides the protocol's own. */
    public final List<HttpHeaders.Line> headers() {
        return Collections.unmodifiableList(headers);
    }

    /** Adds a field that no model lists; to be called before the exception is thrown. */
    public final AwsException field(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** Adds a header line; to be called before the exception is thrown. */
    public final AwsException header(String name, String value) {
        headers.add(new HttpHeaders.Line(name, value));
        return this;
    }
}
