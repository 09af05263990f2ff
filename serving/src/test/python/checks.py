"""Checks that do not depend on each other: pairs of a name and a function that raises when it fails."""

import json
import pathlib
import threading

LIMIT_SECONDS = 20


class Given:
    """The cases, and where the server listens."""

    def __init__(self, directory, rest, grpc):
        answers = json.loads((pathlib.Path(directory) / "cases.json").read_text())
        self.directory = pathlib.Path(directory)
        self.cases = answers["cases"]
        self.half_plus_two = answers["half_plus_two"]
        self.metadata = answers["metadata"]
        self.rest = rest
        self.grpc = grpc


def require(expected, got, what="answer"):
    if expected != got:
        raise AssertionError(f"expected {what} {expected!r}, got {got!r}")


def fails(call):
    """The exception that a call must raise."""
    try:
        answer = call()
    except Exception as e:
        return e
    raise AssertionError(f"expected a failure, got {answer!r}")


def run(checks):
    """Prints a line for each; whether all were right."""
    right = True
    for name, body in checks:
        failure = attempt(body)
        right &= failure is None
        print(f"ok {name}" if failure is None else f"FAIL {name}: {failure}", flush=True)
    return right


def attempt(body):
    outcome = [f"expected an answer within {LIMIT_SECONDS} s, got none"]

    def work():
        try:
            body()
            outcome[0] = None
        except Exception as e:
            kind = "" if isinstance(e, AssertionError) else type(e).__name__ + " "
            outcome[0] = kind + " ".join(str(e).split())[:600]

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(LIMIT_SECONDS)
    return outcome[0]
