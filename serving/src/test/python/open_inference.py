"""The cases in the terms of the Open Inference Protocol v2, for Triton's and KServe's clients."""

import math

import tensors

TYPES = {
    "bool": "BOOL", "uint8": "UINT8", "uint16": "UINT16", "uint32": "UINT32", "uint64": "UINT64",
    "int8": "INT8", "int16": "INT16", "int32": "INT32", "int64": "INT64", "float16": "FP16",
    "bfloat16": "BF16", "float32": "FP32", "float64": "FP64", "string": "BYTES",
}  # fmt: skip

# The protocol knows no signatures: the request's parameter of this name chooses one.
SIGNATURE = "signature_name"


def every(case):
    return [*case["inputs"].values(), *case["outputs"].values()]


def sendable(case):
    """Whether all of it has a type of the protocol."""
    return all(tensor["dtype"] in TYPES for tensor in every(case))


def readable(case):
    """Whether JSON can hold it: neither 16-bit floats, which the clients send as bytes only, nor bytes."""
    return textual(case) and not any(t["dtype"] in ("float16", "bfloat16") for t in every(case))


def textual(case):
    """Whether all strings in it are text."""
    return sendable(case) and all(
        is_text(tensor) for tensor in every(case) if tensor["dtype"] == "string"
    )


def is_text(tensor):
    try:
        b"".join(tensors.from_json(tensor).reshape(-1)).decode()
        return True
    except UnicodeDecodeError:
        return False


def finite(case):
    numbers = [v for tensor in every(case) for v in tensor["data"] if isinstance(v, float)]
    return all(math.isfinite(number) for number in numbers)


def metadata_of(case):
    """The names and types that the metadata of the default signature must tell."""
    return {
        side: {name: TYPES[tensor["dtype"]] for name, tensor in case[side].items()}
        for side in ("inputs", "outputs")
    }


DESCRIBED = ("keras", "table", "half_plus_two", "strings")


def described(given):
    """A case for each of some models whose default signature the metadata describes."""
    firsts = {}
    for case in given.cases:
        if case["model"] in DESCRIBED and case["signature"] == "serving_default":
            firsts.setdefault(case["model"], case)
    return firsts.values()
