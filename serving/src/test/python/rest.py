"""TensorFlow Serving's REST, by requests: the cases, and the table of rest_table.py."""

import functools
import json

import numpy as np
import requests

import tensors
from checks import require
from rest_table import TABLE, check_row

TYPES = "float32 float64 int8 int16 int32 int64 uint8 uint32 uint64 bool string".split()
SECONDS = 15


def values(tensor):
    """As a client writes them: text where it is text, else base64."""
    array = tensors.from_json(tensor)
    if tensor["dtype"] != "string":
        return array.tolist()
    flat = np.empty(array.size, dtype=object)
    flat[:] = [text_or_base64(value, encoded) for value, encoded in zip(array.reshape(-1), tensor["data"])]
    return flat.reshape(array.shape).tolist()


def text_or_base64(value, encoded):
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"b64": encoded}


def can_be_columns(case):
    every = [*case["inputs"].values(), *case["outputs"].values()]
    # A list of no lists does not tell how many values they would have.
    shapes_tell = all(0 not in tensor["shape"][:-1] for tensor in every)
    return shapes_tell and all(tensor["dtype"] in TYPES for tensor in every)


def can_be_rows(case):
    every = [*case["inputs"].values(), *case["outputs"].values()]
    rows = {tuple(tensor["shape"][:1]) for tensor in every}
    return can_be_columns(case) and bool(case["inputs"]) and len(rows) == 1 and rows not in ({()}, {(0,)})


def post(given, path, body):
    response = requests.post(f"http://{given.rest}{path}", json.dumps(body), timeout=SECONDS)
    # Bytes that are no text pass as they are; so they can be compared.
    text = response.content.decode("utf-8", "surrogateescape")
    if response.status_code != 200:
        raise AssertionError(f"expected 200, got {response.status_code} {text}")
    require("application/json", response.headers["Content-Type"].split(";")[0])
    return json.loads(text)


def require_outputs(case, outputs):
    require(sorted(case["outputs"]), sorted(outputs), "outputs")
    for name, tensor in case["outputs"].items():
        require_output(tensor, outputs[name], name)


def require_output(tensor, got, name):
    if tensor["dtype"] == "string":
        wrapped = name.endswith("_bytes")
        flat = np.array(got, dtype=object).reshape(-1)
        data = [value["b64"] if wrapped else to_base64(value) for value in flat]
        require(tensor["data"], data, name)
    else:
        kind = tensors.numpy_type(tensor["dtype"])
        if kind.kind == "f":
            require(True, all(type(v) is float for v in np.array(got, object).reshape(-1)), "decimals")
        tensors.require_equal(tensor, np.array(got, dtype=kind), name)


def to_base64(text):
    return tensors.to_json([text.encode("utf-8", "surrogateescape")], "string")["data"][0]


def columns(given, case):
    inputs = {name: values(tensor) for name, tensor in case["inputs"].items()}
    body = {"signature_name": case["signature"], "inputs": inputs}
    outputs = post(given, f"/v1/models/{case['model']}:predict", body)["outputs"]
    if len(case["outputs"]) == 1:
        outputs = {name: outputs for name in case["outputs"]}
    require_outputs(case, outputs)


def plain_column(given, case):
    ((_, tensor),) = case["inputs"].items()
    body = {"signature_name": case["signature"], "inputs": values(tensor)}
    path = f"/v1/models/{case['model']}/versions/{case['version']}:predict"
    outputs = post(given, path, body)["outputs"]
    require_outputs(case, outputs if len(case["outputs"]) > 1 else {n: outputs for n in case["outputs"]})


def rows(given, case, plain):
    inputs = {name: values(tensor) for name, tensor in case["inputs"].items()}
    if plain:
        (instances,) = inputs.values()
    else:
        instances = [dict(zip(inputs, row)) for row in zip(*inputs.values())]
    body = {"signature_name": case["signature"], "instances": instances}
    predictions = post(given, f"/v1/models/{case['model']}:predict", body)["predictions"]
    if len(case["outputs"]) == 1:
        outputs = {name: predictions for name in case["outputs"]}
    else:
        outputs = {name: [row[name] for row in predictions] for name in case["outputs"]}
    require_outputs(case, outputs)


def classify_or_regress(given, signature):
    verb = signature.split("_")[0]
    body = {"signature_name": signature, "examples": given.half_plus_two["examples"]}
    results = post(given, f"/v1/models/half_plus_two:{verb}", body)["results"]
    answers = {n: tensors.from_json(t).tolist() for n, t in given.half_plus_two["answers"][signature].items()}
    if verb == "regress":
        expected = [row[0] for row in answers["outputs"]]
    else:
        labels = [[label.decode() for label in row] for row in answers.get("classes", [])]
        labels = labels or [["" for _ in row] for row in answers["scores"]]
        expected = [[list(pair) for pair in zip(*both)] for both in zip(labels, answers["scores"])]
    require(expected, results)


def status(given, path, versions):
    got = requests.get(f"http://{given.rest}/v1/models/{path}", timeout=SECONDS).json()
    ok = {"error_code": "OK", "error_message": ""}
    expected = [{"version": str(v), "state": "AVAILABLE", "status": ok} for v in versions]
    require({"model_version_status": expected}, got)


def describes(given, model):
    version, signatures = given.metadata[model]["version"], given.metadata[model]["signature_def"]
    got = requests.get(f"http://{given.rest}/v1/models/{model}/metadata", timeout=SECONDS).json()
    require({"name": model, "signature_name": "", "version": str(version)}, got["model_spec"])
    require({"signature_def"}, set(got["metadata"]))
    require({"signature_def"}, set(got["metadata"]["signature_def"]))
    for name, signature in signatures.items():
        require(signature, got["metadata"]["signature_def"]["signature_def"].get(name), name)


def checks(given):
    for case in given.cases:
        name = case["name"]
        if can_be_columns(case):
            yield f"rest columns {name}", functools.partial(columns, given, case)
            if len(case["inputs"]) == 1:
                yield f"rest plain column {name}", functools.partial(plain_column, given, case)
        if can_be_rows(case):
            yield f"rest rows {name}", functools.partial(rows, given, case, False)
            if len(case["inputs"]) == 1:
                yield f"rest plain rows {name}", functools.partial(rows, given, case, True)
    for signature in given.half_plus_two["answers"]:
        yield f"rest {signature}", functools.partial(classify_or_regress, given, signature)
    yield "rest status", functools.partial(status, given, "versions", [2, 1])
    yield "rest status of a version", functools.partial(status, given, "versions/versions/1", [1])
    for model in given.metadata:
        yield f"rest metadata {model}", functools.partial(describes, given, model)
    for row in TABLE:
        yield f"rest table {row.name}", functools.partial(check_row, given, row)
