"""Signatures that never return: the caller's deadline ends them, and others are served meanwhile."""

import concurrent.futures
import functools
import time

import requests
import tritonclient.grpc

import open_inference
import triton
from checks import fails, require

CALLS = 40
DEADLINE_SECONDS = 2


def call(client, signature):
    inputs = [triton.input_of(tritonclient.grpc, "x", triton.FLOAT)]
    parameters = {open_inference.SIGNATURE: signature}
    return client.infer("stuck", inputs, client_timeout=DEADLINE_SECONDS, parameters=parameters)


def require_served(given, client, when):
    inputs = [triton.input_of(tritonclient.grpc, "x", triton.FLOAT)]
    answer = client.infer("versions", inputs, client_timeout=triton.SECONDS)
    require([3.0], answer.as_numpy("y").tolist(), "gRPC " + when)
    url = f"http://{given.rest}/v1/models/versions:predict"
    require([3.0], requests.post(url, '{"instances": [1]}', timeout=10).json()["predictions"], "REST " + when)


def others_are_served(given, client, signature):
    with concurrent.futures.ThreadPoolExecutor(CALLS) as pool:
        calls = [pool.submit(fails, functools.partial(call, client, signature)) for _ in range(CALLS)]
        time.sleep(DEADLINE_SECONDS / 4)
        require_served(given, client, "meanwhile")
        statuses = {done.result().status() for done in calls}
    require({"StatusCode.DEADLINE_EXCEEDED"}, statuses, "statuses")
    require_served(given, client, "afterwards")


def checks(given):
    client = tritonclient.grpc.InferenceServerClient(given.grpc)
    for signature in ("loop", "queue"):
        yield f"stuck {signature}", functools.partial(others_are_served, given, client, signature)
