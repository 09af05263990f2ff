"""SavedModels in Python's TensorFlow, as the peers of bench/serving-peers run them."""

import argparse

import tensorflow


class SavedModel:
    """The default signature of a SavedModel, called with NumPy arrays."""

    def __init__(self, directory):
        self._model = tensorflow.saved_model.load(directory)
        self._signature = self._model.signatures["serving_default"]
        self.inputs = self._signature.structured_input_signature[1]
        self.outputs = self._signature.structured_outputs

    def __call__(self, arrays):
        tensors = {name: tensorflow.constant(array) for name, array in arrays.items()}
        return {name: tensor.numpy() for name, tensor in self._signature(**tensors).items()}


def arguments():
    """The ports, and the folders of the models by their names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rest-port", type=int, required=True)
    parser.add_argument("--grpc-port", type=int, required=True)
    parser.add_argument("models", nargs="+", metavar="NAME=DIR")
    parsed = parser.parse_args()
    models = dict(model.split("=", 1) for model in parsed.models)
    return parsed.rest_port, parsed.grpc_port, models
