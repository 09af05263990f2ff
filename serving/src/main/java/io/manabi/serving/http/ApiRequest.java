package io.manabi.serving.http;

import io.manabi.prediction.tensors.Deadline;
import java.util.Map;

/**
 * A request to a {@link HttpApi}.
 *
 * @param method such as {@code GET}
 * @param path the path, still percent-encoded, with the query if there is one
 * @param headers by lower-case name; of several of one name the first
 * @param body the body, unpacked
 * @param deadline until when the answer is wanted
 */
@SuppressWarnings("ArrayRecordComponent") // It is read once.
public record ApiRequest(
    String method, String path, Map<String, String> headers, byte[] body, Deadline deadline) {}
