"""TensorFlow Serving's gRPC, by the stubs of tensorflow-serving-api."""

import functools

import grpc
import numpy as np
import tensorflow as tf
from google.protobuf import json_format
from tensorflow.core.protobuf import saved_model_pb2
from tensorflow_serving.apis import (
    get_model_metadata_pb2,
    get_model_status_pb2,
    model_service_pb2_grpc,
    prediction_service_pb2_grpc,
)

import serving_examples
import tensors
from checks import fails, require
from serving_stub import INVALID, NOT_FOUND, SECONDS, predict, require_error, specify

TYPED = {
    "float16": "half_val", "bfloat16": "half_val", "float32": "float_val", "float64": "double_val",
    "int8": "int_val", "int16": "int_val", "int32": "int_val", "uint8": "int_val", "uint16": "int_val",
    "int64": "int64_val", "uint32": "uint32_val", "uint64": "uint64_val", "bool": "bool_val",
    "string": "string_val", "complex64": "scomplex_val", "complex128": "dcomplex_val",
}  # fmt: skip


def made(tensor):
    """As nearly all Python clients do."""
    return tf.make_tensor_proto(
        tensors.from_json(tensor), tf.as_dtype(tensor["dtype"]), tensor["shape"]
    )


def empty(tensor):
    proto = tf.make_tensor_proto(0)
    proto.Clear()
    proto.dtype = tf.as_dtype(tensor["dtype"]).as_datatype_enum
    for size in tensor["shape"]:
        proto.tensor_shape.dim.add(size=size)
    return proto


def typed(tensor):
    """As clients in other languages do."""
    proto = empty(tensor)
    flat = tensors.from_json(tensor).reshape(-1)
    if TYPED[tensor["dtype"]] == "half_val":
        flat = flat.view(np.uint16)
    elif flat.dtype.kind == "c":
        flat = flat.view(np.float32 if flat.dtype == np.complex64 else np.float64)
    getattr(proto, TYPED[tensor["dtype"]]).extend(flat.tolist())
    return proto


def content(tensor):
    proto = empty(tensor)
    proto.tensor_content = tensors.from_json(tensor).tobytes()
    return proto


def answers_case(stub, case, encode):
    inputs = {name: encode(tensor) for name, tensor in case["inputs"].items()}
    response = predict(stub, case["model"], case["signature"], inputs)
    require(sorted(case["outputs"]), sorted(response.outputs), "outputs")
    for name, tensor in case["outputs"].items():
        got = response.outputs[name]
        require(tensor["dtype"], tf.as_dtype(got.dtype).name, "type of " + name)
        tensors.require_equal(tensor, tf.make_ndarray(got), name)
    require(case["model"], response.model_spec.name)
    require(case["version"], response.model_spec.version.value, "version")
    require(case["signature"], response.model_spec.signature_name, "signature")


def x(*values):
    return {"x": tf.make_tensor_proto(np.array(values, np.float32))}


def floats(response, name="y"):
    return tf.make_ndarray(response.outputs[name]).tolist()


def filters(stub):
    inputs = {"s": tf.make_tensor_proto([b"ab"])}
    response = predict(stub, "strings", "", inputs, ["length", "same"])
    require(["length", "same"], sorted(response.outputs))
    error = fails(lambda: predict(stub, "strings", "", inputs, ["none"]))
    require_error(error, grpc.StatusCode.INVALID_ARGUMENT, "none")


def versions(stub):
    require([2.0], floats(predict(stub, "versions", "", x(1), version=1)))
    require([3.0], floats(predict(stub, "versions", "", x(1), version=2)))
    response = predict(stub, "versions", "", x(1))
    require((2, [3.0]), (response.model_spec.version.value, floats(response)))
    require("serving_default", response.model_spec.signature_name)


def fills_up(stub):
    """One value stands for all of a tensor, as in TensorFlow's own reading of the message."""
    proto = empty({"dtype": "float32", "shape": [3]})
    proto.float_val.append(2)
    require([3.0, 3.0, 3.0], floats(predict(stub, "half_plus_two", "", {"x": proto})))


def any_shape(stub):
    proto = tf.make_tensor_proto(np.array([[1], [2]], np.float32))
    require([[2.5], [3.0]], floats(predict(stub, "half_plus_two", "", {"x": proto})))
    scalar = tf.make_tensor_proto(np.float32(1.5))
    require(2.75, floats(predict(stub, "half_plus_two", "", {"x": scalar})))


INT = {"x": tf.make_tensor_proto(np.array([1], np.int32))}
SHORT = empty({"dtype": "float32", "shape": [4]})
SHORT.tensor_content = b"\0\0\0\0"
HUGE = empty({"dtype": "float32", "shape": [1 << 40, 1 << 40]})
NEGATIVE = empty({"dtype": "float32", "shape": [-1]})
TWICE = empty({"dtype": "string", "shape": [2]})
TWICE.string_val.extend([b"1", b"a"])
ERRORS = {
    "unknown model": (NOT_FOUND, ["Servable not found for request: Latest(no)"], "no", "", x(1), {}),
    "unknown version": (
        NOT_FOUND, ["Servable not found for request: Specific(versions, 9)"], "versions", "", x(1),
        {"version": 9},
    ),
    "unknown label": (INVALID, ["Unrecognized servable version label: no"], "versions", "", x(1),
                      {"label": "no"}),
    "no model": (INVALID, ["ModelSpec"], "", "", x(1), {}),
    "unknown signature": (
        grpc.StatusCode.FAILED_PRECONDITION, ['Serving signature key "no" not found'], "versions",
        "no", x(1), {},
    ),
    "unknown input": (INVALID, ["z"], "versions", "", {"z": x(1)["x"]}, {}),
    "extra input": (INVALID, ["z"], "versions", "", {**x(1), "z": x(1)["x"]}, {}),
    "missing input": (INVALID, ["x"], "versions", "", {}, {}),
    "wrong type": (INVALID, [], "versions", "", INT, {}),
    "too few bytes": (INVALID, [], "versions", "", {"x": SHORT}, {}),
    "huge shape": (INVALID, [], "versions", "", {"x": HUGE}, {}),
    "negative shape": (INVALID, [], "versions", "", {"x": NEGATIVE}, {}),
    "wrong shape": (INVALID, [], "keras", "", {"features": x(1)["x"]}, {}),
    "bad row": (INVALID, ["StringToNumberOp could not correctly convert string: a"], "parse", "",
                {"s": TWICE}, {}),
}  # fmt: skip


def refuses(stub, name):
    code, fragments, model, signature, inputs, which = ERRORS[name]
    error = fails(lambda: predict(stub, model, signature, inputs, **which))
    require_error(error, code, *fragments)


def signatures_of(given, model, version):
    saved = saved_model_pb2.SavedModel()
    saved.ParseFromString((given.directory / model / str(version) / "saved_model.pb").read_bytes())
    return saved.meta_graphs[0].signature_def


def metadata(given, stub, model, version):
    request = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
    specify(request.model_spec, model)
    response = stub.GetModelMetadata(request, SECONDS)
    require(version, response.model_spec.version.value)
    got = get_model_metadata_pb2.SignatureDefMap()
    if not response.metadata["signature_def"].Unpack(got):
        raise AssertionError(f"expected a SignatureDefMap, got {response.metadata}")
    for name, signature in signatures_of(given, model, version).items():
        require(json_format.MessageToDict(signature), json_format.MessageToDict(got.signature_def[name]))


def refuses_other_metadata(stub):
    request = get_model_metadata_pb2.GetModelMetadataRequest()
    specify(request.model_spec, "versions")
    require_error(fails(lambda: stub.GetModelMetadata(request, SECONDS)), INVALID)
    request.metadata_field.append("other")
    require_error(fails(lambda: stub.GetModelMetadata(request, SECONDS)), INVALID, "other")


def status(stub):
    request = get_model_status_pb2.GetModelStatusRequest()
    specify(request.model_spec, "versions")
    states = stub.GetModelStatus(request, SECONDS).model_version_status
    got = {s.version: (s.state, s.status.error_code, s.status.error_message) for s in states}
    available = get_model_status_pb2.ModelVersionStatus.AVAILABLE
    require({1: (available, 0, ""), 2: (available, 0, "")}, got)
    specify(request.model_spec, "no")
    require_error(fails(lambda: stub.GetModelStatus(request, SECONDS)), NOT_FOUND, "no")


def checks(given):
    unlimited = [("grpc.max_receive_message_length", -1)]
    channel = grpc.insecure_channel(given.grpc, unlimited)
    stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
    models = model_service_pb2_grpc.ModelServiceStub(channel)
    for case in given.cases:
        for encode in (made, typed, content):
            if encode is not content or not any(t["dtype"] == "string" for t in case["inputs"].values()):
                name = f"grpc predict {case['name']} {encode.__name__}"
                yield name, functools.partial(answers_case, stub, case, encode)
    yield "grpc predict output filter", lambda: filters(stub)
    yield "grpc predict versions", lambda: versions(stub)
    yield "grpc predict one value for all", lambda: fills_up(stub)
    yield "grpc predict any shape", lambda: any_shape(stub)
    for name in ERRORS:
        yield "grpc predict " + name, functools.partial(refuses, stub, name)
    yield from serving_examples.checks(given, stub)
    for model, version in sorted({(case["model"], case["version"]) for case in given.cases}):
        yield "grpc metadata " + model, functools.partial(metadata, given, stub, model, version)
    yield "grpc metadata other", lambda: refuses_other_metadata(stub)
    yield "grpc status", lambda: status(models)
