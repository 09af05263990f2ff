"""SavedModels in the TensorFlow of Python, as the peers of bench/serving-peers run them."""

import argparse

import tensorflow


class SavedModel:
    """The default signature of a SavedModel, called with NumPy arrays.

    In a session: a call of what tensorflow.saved_model.load returns takes 16 times as long for the
    CNN of the bench.
    """

    def __init__(self, directory):
        tf = tensorflow.compat.v1
        # As Manabi has it: without other threads between the operations of one row.
        config = tf.ConfigProto(inter_op_parallelism_threads=-1)
        session = tf.Session(graph=tf.Graph(), config=config)
        graph = tf.saved_model.load(session, ["serve"], directory)
        signature = graph.signature_def["serving_default"]
        self.inputs = specs(signature.inputs)
        self.outputs = specs(signature.outputs)
        with session.graph.as_default():
            self._run = session.make_callable(
                [info.name for info in signature.outputs.values()],
                [info.name for info in signature.inputs.values()],
            )

    def __call__(self, arrays):
        return dict(zip(self.outputs, self._run(*(arrays[name] for name in self.inputs))))


def specs(infos):
    """The types and shapes of tensors, by their names."""
    return {
        name: tensorflow.TensorSpec(info.tensor_shape, info.dtype) for name, info in infos.items()
    }


def arguments():
    """The ports, and the folders of the models by their names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rest-port", type=int, required=True)
    parser.add_argument("--grpc-port", type=int, required=True)
    parser.add_argument("models", nargs="+", metavar="NAME=DIR")
    parsed = parser.parse_args()
    models = dict(model.split("=", 1) for model in parsed.models)
    return parsed.rest_port, parsed.grpc_port, models
