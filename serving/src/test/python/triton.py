"""The Open Inference Protocol v2, by Triton's clients over HTTP, with bytes and with JSON, and over gRPC."""

import functools
import threading

import numpy as np
import tritonclient.grpc
import tritonclient.http
from tritonclient.utils import InferenceServerException

import open_inference
import tensors
from checks import fails, require

SECONDS = 10


def input_of(library, name, tensor, **how):
    array = tensors.from_json(tensor)
    if tensor["dtype"] == "bfloat16":
        array = array.astype(np.float32)  # so the client wants it; it writes BF16
    made = library.InferInput(name, tensor["shape"], open_inference.TYPES[tensor["dtype"]])
    made.set_data_from_numpy(array, **how)
    return made


def require_outputs(case, result, named):
    require(sorted(case["outputs"]), sorted(named), "outputs")
    for name, tensor in case["outputs"].items():
        got = result.get_output(name)
        datatype = got["datatype"] if isinstance(got, dict) else got.datatype
        require(open_inference.TYPES[tensor["dtype"]], datatype, "type of " + name)
        tensors.require_equal(tensor, result.as_numpy(name), name)


class Http:
    """The client over HTTP, one for each thread: it can be used by no other."""

    def __init__(self, address):
        self.address = address
        self.mine = threading.local()

    def __getattr__(self, method):
        if not hasattr(self.mine, "client"):
            self.mine.client = tritonclient.http.InferenceServerClient(
                self.address, connection_timeout=SECONDS, network_timeout=SECONDS
            )
        return getattr(self.mine.client, method)


def over_http(client, case, binary):
    library = tritonclient.http
    result = client.infer(
        case["model"],
        [input_of(library, n, t, binary_data=binary) for n, t in case["inputs"].items()],
        model_version=str(case["version"]),
        outputs=[library.InferRequestedOutput(n, binary_data=binary) for n in case["outputs"]],
        request_id="7",
        parameters={open_inference.SIGNATURE: case["signature"]},
    )
    response = result.get_response()
    require("7", response["id"], "id")
    require(case["model"], response["model_name"])
    require(str(case["version"]), response["model_version"])
    require_outputs(case, result, [output["name"] for output in response["outputs"]])


def over_grpc(client, case):
    result = client.infer(
        case["model"],
        [input_of(tritonclient.grpc, n, t) for n, t in case["inputs"].items()],
        request_id="7",
        client_timeout=SECONDS,
        parameters={open_inference.SIGNATURE: case["signature"]},
    )
    response = result.get_response()
    require("7", response.id, "id")
    require((case["model"], str(case["version"])), (response.model_name, response.model_version))
    require_outputs(case, result, [output.name for output in response.outputs])


def chooses_outputs(client, library, **how):
    tensor = {"dtype": "string", "shape": [1], "data": ["YWI="]}
    outputs = [library.InferRequestedOutput("length")]
    result = client.infer("strings", [input_of(library, "s", tensor)], outputs=outputs, **how)
    require([2], result.as_numpy("length").tolist())
    require(None, result.as_numpy("same"))


def compresses(client):
    x = input_of(tritonclient.http, "x", {"dtype": "float32", "shape": [3], "data": [1, 2, 5]})
    result = client.infer(
        "half_plus_two", [x], request_compression_algorithm="gzip", response_compression_algorithm="gzip"
    )
    require([2.5, 3.0, 4.5], result.as_numpy("y").tolist())


def lives(client):
    require(True, client.is_server_live(), "live")
    require(True, client.is_server_ready(), "ready")
    require(True, client.is_model_ready("versions"), "model ready")
    require(True, client.is_model_ready("versions", "1"), "version ready")
    require(False, ready(client, "no"), "ready of an unknown model")
    require(False, ready(client, "versions", "9"), "ready of an unknown version")


def ready(client, *which):
    """An unknown one is not ready; over gRPC some servers say NOT_FOUND."""
    try:
        return client.is_model_ready(*which)
    except InferenceServerException as e:
        if "NOT_FOUND" not in str(e.status()):
            raise
        return False


def server_metadata(client, **how):
    require({"name", "version", "extensions"}, set(client.get_server_metadata(**how)), "keys")


def model_metadata(client, case, **how):
    got = client.get_model_metadata(case["model"], **how)
    require(case["model"], got["name"])
    require("tensorflow_savedmodel", got["platform"])
    require([str(case["version"])], list(got["versions"]))
    for side, expected in open_inference.metadata_of(case).items():
        require(expected, {tensor["name"]: tensor["datatype"] for tensor in got[side]}, side)
        for tensor in got[side]:
            require(-1, int(tensor["shape"][0]), "first dimension of " + tensor["name"])


def refuses(client, library, model, tensor, status, how):
    made = input_of(library, "x", tensor)
    error = fails(lambda: client.infer(model, [made], **how))
    if not isinstance(error, InferenceServerException):
        raise error
    require(status, error.status(), f"status (of {error.message()!r})")
    require(True, bool(error.message()), "a message")


FLOAT = {"dtype": "float32", "shape": [1], "data": [1]}
ERRORS = [
    ("unknown model", "no", FLOAT, "404", "StatusCode.NOT_FOUND", {}),
    ("unknown version", "versions", FLOAT, "404", "StatusCode.NOT_FOUND", {"model_version": "9"}),
    ("wrong type", "versions", {**FLOAT, "dtype": "int32"}, "400", "StatusCode.INVALID_ARGUMENT", {}),
    ("wrong name", "keras", FLOAT, "400", "StatusCode.INVALID_ARGUMENT", {}),
    ("unknown signature", "versions", FLOAT, "400", "StatusCode.INVALID_ARGUMENT",
     {"parameters": {open_inference.SIGNATURE: "no"}}),
]  # fmt: skip


def checks(given):
    http = Http(given.rest)
    grpc = tritonclient.grpc.InferenceServerClient(given.grpc)
    as_json = {"as_json": True, "client_timeout": SECONDS}
    for case in given.cases:
        name = case["name"]
        if open_inference.sendable(case):
            yield f"triton http bytes {name}", functools.partial(over_http, http, case, True)
            yield f"triton grpc {name}", functools.partial(over_grpc, grpc, case)
        if open_inference.readable(case):
            yield f"triton http json {name}", functools.partial(over_http, http, case, False)
    yield "triton http live and ready", lambda: lives(http)
    yield "triton grpc live and ready", lambda: lives(grpc)
    yield "triton http some outputs", lambda: chooses_outputs(http, tritonclient.http)
    yield "triton grpc some outputs", lambda: chooses_outputs(grpc, tritonclient.grpc)
    yield "triton http gzip", lambda: compresses(http)
    yield "triton http server metadata", lambda: server_metadata(http)
    yield "triton grpc server metadata", lambda: server_metadata(grpc, **as_json)
    for case in open_inference.described(given):
        yield f"triton http metadata {case['model']}", functools.partial(model_metadata, http, case)
        yield f"triton grpc metadata {case['model']}", functools.partial(
            model_metadata, grpc, case, **as_json
        )
    for name, model, tensor, http_status, grpc_status, how in ERRORS:
        yield f"triton http {name}", functools.partial(
            refuses, http, tritonclient.http, model, tensor, http_status, how
        )
        yield f"triton grpc {name}", functools.partial(
            refuses, grpc, tritonclient.grpc, model, tensor, grpc_status, {**how, "client_timeout": SECONDS}
        )
