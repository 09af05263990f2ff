"""Cloud ML Engine's online prediction, by Google's own client with the description that lies inside it."""

import functools

import google.auth.credentials
import googleapiclient.discovery
import googleapiclient.errors

import open_inference
import rest
from checks import fails, require


def predict(service, model, body):
    return service.projects().predict(name="projects/p/models/" + model, body=body).execute()


def answers_case(service, case):
    inputs = {name: rest.values(tensor) for name, tensor in case["inputs"].items()}
    instances = [dict(zip(inputs, row)) for row in zip(*inputs.values())]
    body = {"signature_name": case["signature"], "instances": instances}
    predictions = predict(service, f"{case['model']}/versions/v{case['version']}", body)["predictions"]
    rest.require_outputs(case, {n: [row[n] for row in predictions] for n in case["outputs"]})


def default_version(service):
    answer = predict(service, "half_plus_two", {"instances": [1]})
    require({"predictions": [{"y": 2.5}]}, answer)


def refuses(service, model, instances, status, fragment):
    error = fails(lambda: predict(service, model, {"instances": instances}))
    if not isinstance(error, googleapiclient.errors.HttpError):
        raise error
    require(status, error.status_code)
    if fragment not in error.content.decode():
        raise AssertionError(f"expected {fragment!r} in the answer, got {error.content!r}")


def checks(given):
    service = googleapiclient.discovery.build(
        "ml",
        "v1",
        credentials=google.auth.credentials.AnonymousCredentials(),
        client_options={"api_endpoint": "http://" + given.rest},
        static_discovery=True,
    )
    for case in given.cases:
        # The client reads the answer as text.
        if rest.can_be_rows(case) and open_inference.textual(case):
            yield f"cloud ml engine {case['name']}", functools.partial(answers_case, service, case)
    yield "cloud ml engine default version", lambda: default_version(service)
    for name, *row in [
        ("unknown model", "no", [1], 404, '"NOT_FOUND"'),
        ("unknown version", "versions/versions/no", [1], 404, '"NOT_FOUND"'),
        ("wrong type", "half_plus_two", ["a"], 400, "Prediction failed: "),
        ("bad row", "parse", ["1", "a"], 400, "Prediction failed: "),
    ]:
        yield "cloud ml engine " + name, functools.partial(refuses, service, *row)
