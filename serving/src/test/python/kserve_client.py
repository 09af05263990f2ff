"""The Open Inference Protocol v2, and v1, by KServe's clients over REST and gRPC."""

import asyncio
import functools
import logging
import threading

from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest
from kserve.inference_client import RESTConfig

import open_inference
import tensors
from checks import fails, require

SECONDS = 10


def request_of(case, binary):
    inputs = []
    for name, tensor in case["inputs"].items():
        made = InferInput(name, tensor["shape"], open_inference.TYPES[tensor["dtype"]])
        made.set_data_from_numpy(tensors.from_json(tensor), binary_data=binary)
        inputs.append(made)
    parameters = {open_inference.SIGNATURE: case["signature"]}
    if binary:
        parameters["binary_data_output"] = True
    return InferRequest(case["model"], inputs, request_id="7", parameters=parameters)


def require_outputs(case, response):
    require("7", response.id, "id")
    require(case["model"], response.model_name)
    outputs = {output.name: output for output in response.outputs}
    require(sorted(case["outputs"]), sorted(outputs), "outputs")
    for name, tensor in case["outputs"].items():
        require(open_inference.TYPES[tensor["dtype"]], outputs[name].datatype, "type of " + name)
        tensors.require_equal(tensor, outputs[name].as_numpy(), name)


class Clients:
    """One of each client, in the event loop that they belong to."""

    def __init__(self, given):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.url = "http://" + given.rest
        self.opened = self.wait(self.open(given.grpc))

    async def open(self, grpc):
        rest = {
            protocol: InferenceRESTClient(RESTConfig(protocol=protocol, retries=0, timeout=SECONDS))
            for protocol in ("v1", "v2")
        }
        return {**rest, "grpc": InferenceGRPCClient(grpc, timeout=SECONDS, retries=0)}

    def wait(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def rest(self, protocol, ask):
        return self.wait(ask(self.opened[protocol], self.url))

    def grpc(self, ask):
        return self.wait(ask(self.opened["grpc"]))


def over_rest(clients, case, binary):
    ask = lambda client, url: client.infer(url, request_of(case, binary), case["model"])
    require_outputs(case, clients.rest("v2", ask))


def over_grpc(clients, case, binary):
    response = clients.grpc(lambda client: client.infer(request_of(case, binary)))
    require_outputs(case, response)


def over_v1(clients):
    body = {"instances": [1.0, 2.0, 5.0]}
    got = clients.rest("v1", lambda client, url: client.infer(url, body, "half_plus_two"))
    require({"predictions": [2.5, 3.0, 4.5]}, got)


def lives_over_rest(clients):
    require(True, clients.rest("v2", lambda c, url: c.is_server_live(url)), "live")
    require(True, clients.rest("v2", lambda c, url: c.is_server_ready(url)), "ready")
    require(True, clients.rest("v2", lambda c, url: c.is_model_ready(url, "versions")), "model ready")
    require(False, clients.rest("v2", lambda c, url: c.is_model_ready(url, "no")), "ready of an unknown model")


def lives_over_grpc(clients):
    require(True, clients.grpc(lambda c: c.is_server_live()), "live")
    require(True, clients.grpc(lambda c: c.is_server_ready()), "ready")
    require(True, clients.grpc(lambda c: c.is_model_ready("versions")), "model ready")


def refuses(clients, case):
    unknown = {**case, "model": "no"}
    over_http = lambda client, url: client.infer(url, request_of(unknown, False), "no")
    error = fails(lambda: clients.rest("v2", over_http))
    require(404, error.response.status_code)
    require({"error"}, set(error.response.json()), "keys")
    error = fails(lambda: clients.grpc(lambda client: client.infer(request_of(unknown, False))))
    require("NOT_FOUND", error.code().name)


def checks(given):
    clients = Clients(given)
    logging.getLogger("kserve").setLevel(logging.CRITICAL)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    for case in given.cases:
        types = {tensor["dtype"] for tensor in open_inference.every(case)}
        if not open_inference.sendable(case) or "bfloat16" in types:
            continue
        name = case["name"]
        yield f"kserve grpc bytes {name}", functools.partial(over_grpc, clients, case, True)
        # This client writes no NaN into JSON, nothing for a tensor of no bytes, and reads text only.
        if open_inference.readable(case) and open_inference.finite(case):
            yield f"kserve rest json {name}", functools.partial(over_rest, clients, case, False)
        if open_inference.textual(case) and all(t["data"] for t in case["inputs"].values()):
            yield f"kserve rest bytes {name}", functools.partial(over_rest, clients, case, True)
        if "float16" not in types and open_inference.readable(case):
            yield f"kserve grpc fields {name}", functools.partial(over_grpc, clients, case, False)
    yield "kserve v1 predict", lambda: over_v1(clients)
    yield "kserve rest live and ready", lambda: lives_over_rest(clients)
    yield "kserve grpc live and ready", lambda: lives_over_grpc(clients)
    yield "kserve unknown model", lambda: refuses(clients, next(iter(open_inference.described(given))))
