"""gRPC's own services, health and reflection, as grpcurl and load balancers use them."""

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from checks import fails, require

SECONDS = 10
SERVICES = {
    "tensorflow.serving.PredictionService",
    "tensorflow.serving.ModelService",
    "inference.GRPCInferenceService",
    "grpc.health.v1.Health",
}


def healthy(channel):
    stub = health_pb2_grpc.HealthStub(channel)
    for service in ("", "tensorflow.serving.PredictionService"):
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service), SECONDS)
        require(health_pb2.HealthCheckResponse.SERVING, answer.status, f"health of '{service}'")
    first = next(stub.Watch(health_pb2.HealthCheckRequest(), SECONDS))
    require(health_pb2.HealthCheckResponse.SERVING, first.status, "watched health")
    error = fails(lambda: stub.Check(health_pb2.HealthCheckRequest(service="no"), SECONDS))
    require(grpc.StatusCode.NOT_FOUND, error.code())


def lists_services(channel):
    found = set(ProtoReflectionDescriptorDatabase(channel).get_services())
    require(set(), SERVICES - found, "missing services")


def describes_services(channel):
    pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
    for service in SERVICES:
        require(service, pool.FindServiceByName(service).full_name)


def calls_what_it_describes(channel):
    """As grpcurl: knows of a message only what the server tells."""
    pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
    method = pool.FindServiceByName("tensorflow.serving.PredictionService").FindMethodByName("Predict")
    request = message_factory.GetMessageClass(method.input_type)()
    request.model_spec.name = "half_plus_two"
    request.inputs["x"].dtype = 1
    request.inputs["x"].tensor_shape.dim.add(size=2)
    request.inputs["x"].float_val.extend([1, 2])
    call = channel.unary_unary(
        "/tensorflow.serving.PredictionService/Predict",
        type(request).SerializeToString,
        message_factory.GetMessageClass(method.output_type).FromString,
    )
    y = call(request, SECONDS).outputs["y"]
    values = list(y.float_val) or list(memoryview(y.tensor_content).cast("f"))
    require([2.5, 3.0], values)


def unknown_method(channel):
    call = channel.unary_unary("/tensorflow.serving.PredictionService/No")
    require(grpc.StatusCode.UNIMPLEMENTED, fails(lambda: call(b"", SECONDS)).code())


def checks(given):
    channel = grpc.insecure_channel(given.grpc)
    yield "grpc health", lambda: healthy(channel)
    yield "grpc reflection lists services", lambda: lists_services(channel)
    yield "grpc reflection describes services", lambda: describes_services(channel)
    yield "grpc reflection tells all for a call", lambda: calls_what_it_describes(channel)
    yield "grpc unknown method", lambda: unknown_method(channel)
