"""Triton's server with TensorFlow in a Python function, by nvidia-pytriton."""

import os
import sysconfig

from pytriton.decorators import batch
from pytriton.model_config import ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

from saved_model import SavedModel, arguments


def function(model):
    @batch
    def infer(**arrays):
        return model(arrays)

    return infer


def tensors(specs):
    """What Triton is told of them: shapes are those of one row."""
    return [
        Tensor(name=name, dtype=spec.dtype.as_numpy_dtype, shape=tuple(spec.shape[1:]))
        for name, spec in specs.items()
    ]


def find_libpython():
    """Triton's Python backend, a process of its own, is linked to libpython."""
    directories = [sysconfig.get_config_var("LIBDIR"), os.environ.get("LD_LIBRARY_PATH")]
    os.environ["LD_LIBRARY_PATH"] = ":".join(filter(None, directories))


def serve(rest_port, grpc_port, models):
    config = TritonConfig(
        http_address="127.0.0.1",
        http_port=rest_port,
        grpc_address="127.0.0.1",
        grpc_port=grpc_port,
        allow_metrics=False,
    )
    with Triton(config=config) as triton:
        for name, directory in models.items():
            model = SavedModel(directory)
            triton.bind(
                model_name=name,
                infer_func=function(model),
                inputs=tensors(model.inputs),
                outputs=tensors(model.outputs),
                # Requests that wait are run together, none is made to wait for others.
                config=ModelConfig(max_batch_size=64),
            )
        triton.serve()


if __name__ == "__main__":
    find_libpython()
    serve(*arguments())
