"""Asks `manabi up` through Google's Python client, unchanged but for the address.

usage: cloud.py --server http://127.0.0.1:8080 --origin SAVED_MODEL --request FILE
A line tells each check: "ok ..." or "FAIL ...: expected ... got ...".
"""

import argparse
import json
import sys
import time

from google.auth.credentials import AnonymousCredentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

PROJECT = "projects/python"
MODEL = PROJECT + "/models/digits"
LIMIT_SECONDS = 60
failed = 0


def check(what, expected, got):
    global failed
    if expected == got:
        print("ok", what)
    else:
        failed += 1
        print(f"FAIL {what}: expected {expected!r} got {got!r}")


def status(request):
    try:
        request.execute()
        return 200
    except HttpError as error:
        return error.status_code


def until(get, is_there):
    end = time.monotonic() + LIMIT_SECONDS
    while True:
        found = get()
        if is_there(found) or time.monotonic() > end:
            return found
        time.sleep(0.05)


def jobs_of(ml):
    jobs = ml.projects().jobs()

    def job(name, script):
        return {
            "jobId": name,
            "labels": {"team": "python"},
            "trainingInput": {
                "scaleTier": "BASIC",
                "region": "us-central1",
                "masterConfig": {"containerCommand": ["sh", "-c", script]},
            },
        }

    created = jobs.create(parent=PROJECT, body=job("quick", "echo hello")).execute()
    check("a job is queued", "QUEUED", created["state"])
    name = PROJECT + "/jobs/quick"
    ended = until(lambda: jobs.get(name=name).execute(), lambda it: "endTime" in it)
    check("a job succeeds", "SUCCEEDED", ended["state"])
    check("a name is used once", 409, status(jobs.create(parent=PROJECT, body=job("quick", ""))))
    listed = jobs.list(parent=PROJECT, filter="state:SUCCEEDED", pageSize=1).execute()
    check("jobs are listed", ["quick"], [each["jobId"] for each in listed["jobs"]])
    changed = {"labels": {"team": "java"}, "etag": ended["etag"]}
    patched = jobs.patch(name=name, updateMask="labels", body=changed).execute()
    check("labels change", {"team": "java"}, patched["labels"])
    check("an old etag is refused", 409, status(jobs.patch(name=name, updateMask="labels", body=changed)))
    jobs.create(parent=PROJECT, body=job("long", "exec sleep 600")).execute()
    check("a job is cancelled", {}, jobs.cancel(name=PROJECT + "/jobs/long", body={}).execute())
    cancelled = until(
        lambda: jobs.get(name=PROJECT + "/jobs/long").execute(), lambda it: "endTime" in it
    )
    check("it is", "CANCELLED", cancelled["state"])
    check("there is no such job", 404, status(jobs.get(name=PROJECT + "/jobs/none")))
    policies(jobs, name, "ml.jobs.get")


def policies(resources, name, permission):
    policy = resources.getIamPolicy(resource=name).execute()
    check(name + " has a policy", True, "etag" in policy)
    binding = {"role": "roles/ml.viewer", "members": ["serviceAccount:somebody"]}
    policy["bindings"] = policy.get("bindings", []) + [binding]
    told = resources.setIamPolicy(resource=name, body={"policy": policy}).execute()
    check(name + " keeps a policy", True, binding in told["bindings"])
    check(
        name + " refuses an old policy",
        409,
        status(resources.setIamPolicy(resource=name, body={"policy": policy})),
    )
    mine = resources.testIamPermissions(resource=name, body={"permissions": [permission]}).execute()
    check(name + " tells permissions", [permission], mine.get("permissions"))


def models_of(ml, origin, request):
    models = ml.projects().models()
    versions = models.versions()
    operations = ml.projects().operations()

    body = {"name": "digits", "regions": ["us-central1"], "description": "Handwritten digits"}
    check("a model", MODEL, models.create(parent=PROJECT, body=body).execute()["name"])
    check("its name is taken", 409, status(models.create(parent=PROJECT, body=body)))
    for version in ("v1", "v2"):
        created = versions.create(
            parent=MODEL,
            body={"name": version, "deploymentUri": origin, "runtimeVersion": "2.18"},
        ).execute()
        kind = created["metadata"]["operationType"]
        check(version + " is being created", "CREATE_VERSION", kind)
        done = until(
            lambda: operations.get(name=created["name"]).execute(), lambda it: it.get("done")
        )
        check(version + " is there", None, done.get("error"))
    check("operations are listed", True, len(operations.list(name=PROJECT).execute()["operations"]) >= 2)
    first = models.get(name=MODEL).execute()
    check("the first is the default", MODEL + "/versions/v1", first["defaultVersion"]["name"])
    both = versions.list(parent=MODEL).execute()["versions"]
    check("versions are listed", ["READY", "READY"], [each["state"] for each in both])
    second = versions.setDefault(name=MODEL + "/versions/v2", body={}).execute()
    check("the second becomes the default", True, second["isDefault"])
    texts = {"description": "Digits"}
    patched = models.patch(name=MODEL, updateMask="description", body=texts).execute()
    check("a description changes", "Digits", patched.get("description") or patched["response"]["description"])
    patched = versions.patch(
        name=MODEL + "/versions/v2", updateMask="description", body={"description": "better"}
    ).execute()
    check("that of a version too", True, "name" in patched)
    policies(models, MODEL, "ml.models.get")

    # The API has no projects.models.predict of its own: predict takes the name of a model.
    for name in (MODEL, MODEL + "/versions/v1"):
        answer = ml.projects().predict(name=name, body={"instances": request}).execute()
        check(name + " answers", len(request), len(answer["predictions"]))
    check("no such model", 404, status(ml.projects().predict(name=MODEL + "x", body={"instances": request})))

    check("the default stays", 400, status(versions.delete(name=MODEL + "/versions/v2")))
    check("a model with versions stays", 400, status(models.delete(name=MODEL)))
    for version in ("v1", "v2"):
        deleted = versions.delete(name=f"{MODEL}/versions/{version}").execute()
        done = until(
            lambda: operations.get(name=deleted["name"]).execute(), lambda it: it.get("done")
        )
        check(version + " is deleted", None, done.get("error"))
    check("the model is deleted", True, "name" in models.delete(name=MODEL).execute())
    check("it is gone", 404, status(models.get(name=MODEL)))
    check("no model is left", [], models.list(parent=PROJECT).execute().get("models", []))


def others_of(ml):
    projects = ml.projects()
    places = projects.locations().list(parent=PROJECT).execute()["locations"]
    check("there are locations", True, len(places) >= 1)
    place = projects.locations().get(name=places[0]["name"]).execute()
    check("one is told", places[0]["name"], place["name"])
    configuration = projects.getConfig(name=PROJECT).execute()
    check("a project has a service account", True, "serviceAccount" in configuration)
    studies = projects.locations().studies().list(parent=places[0]["name"])
    check("what is not here says so", 501, status(studies))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--origin", required=True)
    parser.add_argument("--request", required=True)
    arguments = parser.parse_args()
    ml = build(
        "ml",
        "v1",
        credentials=AnonymousCredentials(),
        client_options={"api_endpoint": arguments.server},
        static_discovery=True,
    )
    with open(arguments.request) as lines:
        request = [json.loads(line) for line in lines]
    jobs_of(ml)
    models_of(ml, arguments.origin, request)
    others_of(ml)
    print(f"{failed} failed")
    sys.exit(1 if failed else 0)


main()
