"""Classify, Regress and MultiInference of tf.Example, over TensorFlow Serving's gRPC."""

import functools

import tensorflow as tf
from tensorflow_serving.apis import classification_pb2, inference_pb2, input_pb2, regression_pb2

import tensors
from checks import fails, require
from serving_stub import INVALID, SECONDS, predict, require_error, specify


def examples(given):
    features = lambda row: {
        name: tf.train.Feature(float_list=tf.train.FloatList(value=[value]))
        for name, value in row.items()
    }
    return [
        tf.train.Example(features=tf.train.Features(feature=features(row)))
        for row in given.half_plus_two["examples"]
    ]


def example_input(given):
    rows = examples(given)
    return input_pb2.Input(example_list=input_pb2.ExampleList(examples=rows))


def expected(given, signature, output):
    return tensors.from_json(given.half_plus_two["answers"][signature][output])


def require_classes(given, signature, result):
    answers = given.half_plus_two["answers"][signature]
    scores = tensors.from_json(answers["scores"]).tolist()
    got = [[c.score for c in row.classes] for row in result.classifications]
    require(scores, got, "scores")
    if "classes" in answers:
        labels = [[c.label.encode() for c in row.classes] for row in result.classifications]
        require(tensors.from_json(answers["classes"]).tolist(), labels, "labels")


def classifies(given, stub, signature):
    request = classification_pb2.ClassificationRequest(input=example_input(given))
    specify(request.model_spec, "half_plus_two", signature)
    response = stub.Classify(request, SECONDS)
    require_classes(given, signature, response.result)
    require(1, response.model_spec.version.value)


def require_values(given, signature, result):
    values = [regression.value for regression in result.regressions]
    require(expected(given, signature, "outputs").reshape(-1).tolist(), values)


def regresses(given, stub, signature):
    request = regression_pb2.RegressionRequest(input=example_input(given))
    specify(request.model_spec, "half_plus_two", signature)
    require_values(given, signature, stub.Regress(request, SECONDS).result)


def takes_context(given, stub):
    x2 = tf.train.Feature(float_list=tf.train.FloatList(value=[4.0]))
    context = tf.train.Example(features=tf.train.Features(feature={"x2": x2}))
    rows = examples(given)
    del rows[1].features.feature["x2"]
    both = input_pb2.ExampleListWithContext(examples=rows, context=context)
    request = regression_pb2.RegressionRequest(
        input=input_pb2.Input(example_list_with_context=both)
    )
    specify(request.model_spec, "half_plus_two", "regress_x_to_y2")
    values = [r.value for r in stub.Regress(request, SECONDS).result.regressions]
    require([5.0, 5.0], values)


def predicts_from_examples(given, stub):
    """A signature for classification can be asked for its tensors, too."""
    serialized = [example.SerializeToString() for example in examples(given)]
    inputs = {"inputs": tf.make_tensor_proto(serialized)}
    response = predict(stub, "half_plus_two", "classify_names", inputs)
    for name in ("classes", "scores"):
        answer = given.half_plus_two["answers"]["classify_names"][name]
        tensors.require_equal(answer, tf.make_ndarray(response.outputs[name]), name)


def infers_many(given, stub):
    request = inference_pb2.MultiInferenceRequest(input=example_input(given))
    for signature in ("classify_x_to_y", "regress_x_to_y", "regress_x_to_y2"):
        task = request.tasks.add(
            method_name="tensorflow/serving/" + signature.split("_")[0]
        )
        specify(task.model_spec, "half_plus_two", signature)
    results = stub.MultiInference(request, SECONDS).results
    require(3, len(results))
    require_classes(given, "classify_x_to_y", results[0].classification_result)
    require_values(given, "regress_x_to_y", results[1].regression_result)
    require_values(given, "regress_x_to_y2", results[2].regression_result)
    require("regress_x_to_y2", results[2].model_spec.signature_name)


def refuses_other_methods(given, stub):
    request = classification_pb2.ClassificationRequest(input=example_input(given))
    specify(request.model_spec, "half_plus_two", "regress_x_to_y")
    error = fails(lambda: stub.Classify(request, SECONDS))
    require_error(error, INVALID, "tensorflow/serving/classify", "tensorflow/serving/regress")
    request.model_spec.signature_name = "classify_x_to_y"
    request.input.Clear()
    require_error(fails(lambda: stub.Classify(request, SECONDS)), INVALID, "empty")


def checks(given, stub):
    for signature in given.half_plus_two["answers"]:
        method = classifies if signature.startswith("classify") else regresses
        yield "grpc " + signature, functools.partial(method, given, stub, signature)
    yield "grpc regress context", lambda: takes_context(given, stub)
    yield "grpc predict of classify", lambda: predicts_from_examples(given, stub)
    yield "grpc multi inference", lambda: infers_many(given, stub)
    yield "grpc classify other methods", lambda: refuses_other_methods(given, stub)
