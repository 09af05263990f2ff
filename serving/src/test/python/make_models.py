"""Writes SavedModels, and to cases.json requests with the answers of Python TensorFlow: make_models.py DIR"""

import json
import pathlib
import sys

from models import DTYPES, MODELS

import numpy as np
import tensorflow as tf
from google.protobuf import json_format
from tensorflow.core.protobuf import saved_model_pb2

import tensors


def nan_and(*values):
    return [float("nan"), float("inf"), float("-inf"), -0.0, *values]


VALUES = {
    "float16": nan_and(0.1, 65504, 6e-8),
    "bfloat16": nan_and(0.1, 3e38, 1e-40),
    "float32": nan_and(0.1, 16777217, 3.4e38, 1e-45, 1 / 3),
    "float64": nan_and(0.1, 1e308, 5e-324, 1 / 3),
    "bool": [True, False],
    "string": [b"", "é".encode(), b"\x00\xff\xc0\xaf", b"x" * 300],
    "complex64": [0.1 - 2j, 1e30j],
    "complex128": [0.1 - 2j, 1e300j],
}


def values(dtype):
    if dtype not in VALUES:
        limits = np.iinfo(dtype)
        return [limits.min, 0, 1, limits.max]
    return VALUES[dtype]


def tensor(dtype, data, shape=None):
    flat = np.empty(len(data), dtype=tensors.numpy_type(dtype))
    with np.errstate(over="ignore"):
        flat[:] = data
    return (dtype, flat if shape is None else flat.reshape(shape))


def floats(*data, shape=None):
    return tensor("float32", data, shape)


def requests():
    """Model, signature, inputs."""
    yield "keras", "serving_default", {"features": floats(1, 2, 3, -4, 0.5, 6, shape=(2, 3))}
    yield "signatures", "serving_default", {"x": floats(1, -2.5)}
    yield "signatures", "serving_default", {"x": floats()}
    yield "signatures", "scalar", {"x": floats(1, 2, 3.5)}
    yield "signatures", "nothing", {}
    for shape in ((), (1,), (2, 0), (1, 2, 1, 2)):
        yield "signatures", "any_rank", {"x": floats(*range(np.prod(shape, dtype=int)), shape=shape)}
    yield "signatures", "two_three", {
        "a": floats(1, -2, 3, 4, shape=(2, 2)),
        "b": tensor("int64", [7, 2**53 + 1]),
    }
    yield "strings", "serving_default", {"s": tensor("string", VALUES["string"])}
    yield "strings", "text", {"s": tensor("string", [b"", "日本 \" \\ \n".encode()])}
    yield "table", "serving_default", {
        "age": tensor("int64", [39, 17]),
        "job": tensor("string", [b"clerk", "é".encode()]),
        "gain": floats(2174, 0),
        "married": tensor("bool", [True, False]),
        "pair": floats(1, 2, 3, 4, shape=(2, 2)),
        "height": tensor("float64", [180.5, 171]),
    }
    for dtype in DTYPES:
        yield "echo", dtype, {"x": tensor(dtype, values(dtype))}
        yield "echo", dtype, {"x": tensor(dtype, [values(dtype)[-1]], ())}
        yield "echo", dtype, {"x": tensor(dtype, values(dtype)[:2] * 2, (2, 1, 2))}
        yield "echo", dtype, {"x": tensor(dtype, [], (0, 3))}
    for signature in ("to_float16", "to_bfloat16", "to_uint16", "to_complex64"):
        yield "echo", signature, {"x": floats(1, 2.5)}
    yield "parse", "serving_default", {"s": tensor("string", [b"1.5", b"-2"])}
    yield "half_plus_two", "serving_default", {"x": floats(1, 2, 5)}
    yield "stuck", "serving_default", {"x": floats(1)}
    yield "versions", "serving_default", {"x": floats(1, 2)}


def answer(model, signature, inputs):
    function = model.signatures[signature]
    fed = {name: tf.constant(array, tf.as_dtype(dtype)) for name, (dtype, array) in inputs.items()}
    return {
        name: tensors.to_json(value.numpy(), value.dtype.name)
        for name, value in function(**fed).items()
    }


def examples_answers(model):
    """What the signatures on tf.Example say of x = 1, x = 2 with x2 = 4."""
    rows = [{"x": 1.0}, {"x": 2.0, "x2": 4.0}]
    to_feature = lambda v: tf.train.Feature(float_list=tf.train.FloatList(value=[v]))
    serialized = tf.constant([
        tf.train.Example(
            features=tf.train.Features(feature={k: to_feature(v) for k, v in row.items()})
        ).SerializeToString()
        for row in rows
    ])
    answers = {}
    for signature in model.signatures:
        if signature != "serving_default":
            outputs = model.signatures[signature](inputs=serialized)
            answers[signature] = {
                name: tensors.to_json(value.numpy(), value.dtype.name)
                for name, value in outputs.items()
            }
    return {"examples": rows, "answers": answers}


def metadata(directory, version):
    """What the signatures are, as protobuf's own JSON printer writes it."""
    saved = saved_model_pb2.SavedModel()
    saved.ParseFromString((directory / str(version) / "saved_model.pb").read_bytes())
    signatures = {
        name: json_format.MessageToDict(
            signature, always_print_fields_with_no_presence=True, preserving_proto_field_name=True
        )
        for name, signature in saved.meta_graphs[0].signature_def.items()
    }
    return {"version": version, "signature_def": signatures}


def latest(directory):
    return max(int(version.name) for version in directory.iterdir())


def main(directory):
    for path, write in MODELS.items():
        write(str(directory / path))
    loaded = {}
    cases = []
    for name, signature, inputs in requests():
        version = latest(directory / name)
        if name not in loaded:
            loaded[name] = tf.saved_model.load(str(directory / name / str(version)))
        shapes = ",".join(str(list(array.shape)).replace(" ", "") for _, array in inputs.values())
        cases.append({
            "name": f"{name}/{signature}{shapes}",
            "model": name,
            "version": version,
            "signature": signature,
            "inputs": {key: tensors.to_json(array, dtype) for key, (dtype, array) in inputs.items()},
            "outputs": answer(loaded[name], signature, inputs),
        })
    written = {
        "cases": cases,
        "half_plus_two": examples_answers(loaded["half_plus_two"]),
        "metadata": {name: metadata(directory / name, latest(directory / name)) for name in loaded},
    }
    (directory / "cases.json").write_text(json.dumps(written, indent=1))
    print(f"{len(MODELS)} models and {len(cases)} cases of TensorFlow {tf.__version__}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
