/**
 * JSON to tensors and back, without HTTP: the request and answer bodies of TensorFlow Serving's
 * REST API, read and written as a stream between bytes and flat arrays.
 *
 * <pre>{@code
 * PredictRequest request = decoder.decode(body, model::signature);
 * request.checkShapes();
 * byte[] answer = AnswerEncoder.encode(outputs, request.layout());
 * }</pre>
 */
@NullMarked
package io.manabi.serving.codec;

import org.jspecify.annotations.NullMarked;
