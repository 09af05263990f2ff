/**
 * What requests ask for, as far as a gateway must know it: which model, whether they may be asked
 * twice, and where in a path or in a message of gRPC the version of a model stands.
 *
 * <pre>{@code
 * ApiCall call = ApiCall.of("POST", "/v1/models/mnist:predict");
 * call.model(); // mnist
 * call.path().withVersion(4); // /v1/models/mnist/versions/4:predict
 * }</pre>
 */
@NullMarked
package io.manabi.gateway.calls;

import org.jspecify.annotations.NullMarked;
