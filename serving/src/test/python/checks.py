"""Checks that do not depend on each other: pairs of a name and a function that raises when it fails."""

import concurrent.futures
import json
import pathlib

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
    worker = new_worker()
    for name, body in checks:
        try:
            failure = worker.submit(attempt, body).result(LIMIT_SECONDS)
        except concurrent.futures.TimeoutError:
            failure = f"expected an end within {LIMIT_SECONDS} s, got none"
            worker = new_worker()
        right &= failure is None
        print(f"ok {name}" if failure is None else f"FAIL {name}: {failure}", flush=True)
    return right


def new_worker():
    """A thread for all checks, as some clients belong to theirs; one that hangs is left behind."""
    return concurrent.futures.ThreadPoolExecutor(1)


def attempt(body):
    """What went wrong, in one line, or None."""
    try:
        body()
        return None
    except AssertionError as e:
        reason = str(e)
    except Exception as e:
        reason = f"{type(e).__name__} {e}"
    return " ".join(reason.split())[:600]
