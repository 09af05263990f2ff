package io.manabi.control.messages;

/**
 * A change that somebody asked for, or a look at policies.
 *
 * @param time when it was asked for, as in RFC 3339
 * @param who {@code serviceAccount:} and the name of a key, or {@code user:} and the subject of a
 *     token; empty where no keys are needed
 * @param address from where
 * @param method of HTTP
 * @param resource the path, without its query
 * @param status of HTTP: what has come of it; 0 if that is not known, for it is being done, or the
 *     server ended before it was answered
 * @param requestId that of the answer's header {@code x-request-id}
 */
public record AuditEntry(
    String time,
    String who,
    String address,
    String method,
    String resource,
    int status,
    String requestId) {}
