package dev.gust.wire.operation;

/**
 * How an operation stands in HTTP.
 *
 * @param uri the pattern of path and fixed query parameters, such as {@code /{Bucket}/{Key+}?acl}
 * @param status of a success, where the output names none itself
 */
public record HttpBinding(String method, String uri, int status) {}
