"""How TensorFlow Serving's stubs are asked, and what their errors must be."""

import grpc
from tensorflow_serving.apis import predict_pb2

from checks import require

SECONDS = 10
NOT_FOUND, INVALID = grpc.StatusCode.NOT_FOUND, grpc.StatusCode.INVALID_ARGUMENT


def specify(spec, model, signature="", version=None, label=None):
    spec.name, spec.signature_name = model, signature
    if version is not None:
        spec.version.value = version
    if label is not None:
        spec.version_label = label


def predict(stub, model, signature, inputs, outputs=(), **which):
    request = predict_pb2.PredictRequest(inputs=inputs, output_filter=outputs)
    specify(request.model_spec, model, signature, **which)
    return stub.Predict(request, SECONDS)


def require_error(error, code, *fragments):
    if not isinstance(error, grpc.RpcError):
        raise error
    require(code, error.code(), f"code (of {error.details()!r})")
    for fragment in fragments:
        if fragment not in error.details():
            raise AssertionError(f"expected {fragment!r} in the message, got {error.details()!r}")
