"""Tensors as JSON, with all their bits: {"dtype", "shape", "data": [flat]}; strings are base64, complex numbers pairs."""

import base64

import ml_dtypes
import numpy as np

NUMPY = {"bfloat16": ml_dtypes.bfloat16, "string": np.object_}


def numpy_type(dtype):
    return NUMPY.get(dtype) or np.dtype(dtype)


def to_json(array, dtype):
    array = np.asarray(array, dtype=np.object_ if dtype == "string" else None)
    flat = array.reshape(-1)
    if dtype == "string":
        data = [base64.b64encode(value).decode() for value in flat]
    elif dtype.startswith("complex"):
        data = [[float(value.real), float(value.imag)] for value in flat]
    elif dtype in ("float16", "bfloat16", "float32", "float64"):
        data = [float(value) for value in flat]
    else:
        data = flat.tolist()
    return {"dtype": dtype, "shape": list(array.shape), "data": data}


def from_json(tensor):
    dtype, data = tensor["dtype"], tensor["data"]
    if dtype == "string":
        flat = np.empty(len(data), dtype=np.object_)
        flat[:] = [base64.b64decode(value) for value in data]
    elif dtype.startswith("complex"):
        flat = np.array([complex(*pair) for pair in data], dtype=dtype)
    else:
        flat = np.array(data, dtype=numpy_type(dtype))
    return flat.reshape(tensor["shape"])


def require_equal(expected, got, what):
    """Raises an AssertionError that shows both; numbers may differ by rounding, the rest not at all."""
    want = from_json(expected)
    got = np.asarray(got)
    if list(got.shape) != expected["shape"]:
        raise AssertionError(f"expected shape {expected['shape']} of {what}, got {list(got.shape)}")
    if expected["dtype"] == "string":
        got = np.array(
            [v.encode() if isinstance(v, str) else v for v in got.reshape(-1)], dtype=np.object_
        ).reshape(got.shape)
        same = want.tolist() == got.tolist()
    elif want.dtype.kind in "biu":
        same = want.tolist() == got.tolist()
    else:
        wide = np.complex128 if want.dtype.kind == "c" else np.float64
        same = np.allclose(
            want.astype(wide), got.astype(wide), rtol=2e-7, atol=1e-12, equal_nan=True
        )
    if not same:
        raise AssertionError(f"expected {what} {want.tolist()}, got {got.tolist()}")
