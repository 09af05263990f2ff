"""Asks a server through the clients that people use, and holds its answers against Python TensorFlow's.

clients.py --models DIR --rest HOST:PORT --grpc HOST:PORT [--family NAME]

DIR is what make_models.py wrote, all of which the server must serve. Prints a line for each check; ends
with 1 if one failed. Each family of clients is a process of its own: those of Triton and of KServe
bring the same protobuf messages, of which a process can have only one.
"""

import argparse
import concurrent.futures
import importlib
import os
import socket
import subprocess
import sys

import checks

TOGETHER = ["tensorflow_serving_grpc", "rest", "cloud_ml_engine", "triton", "kserve_client", "services"]
LAST = ["stuck"]
FAMILY_LIMIT_SECONDS = 240


def without_proxies():
    """The server is asked itself, whatever the way to the internet is."""
    for name in list(os.environ):
        if name.lower() in ("http_proxy", "https_proxy", "all_proxy", "grpc_proxy"):
            del os.environ[name]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", required=True)
    parser.add_argument("--rest", required=True)
    parser.add_argument("--grpc", required=True)
    parser.add_argument("--family", choices=TOGETHER + LAST)
    return parser.parse_args()


def in_own_process(family):
    """What it printed, a line for each check, and one more if it did not come to its end."""
    command = [sys.executable, "-W", "ignore", *sys.argv, "--family", family]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=FAMILY_LIMIT_SECONDS
        )
    except subprocess.TimeoutExpired as e:
        printed = (e.stdout or b"").decode(errors="replace")
        return printed + f"FAIL {family}: expected an end within {FAMILY_LIMIT_SECONDS} s, got none\n"
    if done.returncode in (0, 1):
        return done.stdout
    reason = " ".join(done.stderr.split())[-1500:]
    return done.stdout + f"FAIL {family}: expected an end, got exit code {done.returncode} {reason}\n"


def ask_alone(asked):
    del sys.argv[1:]  # KServe reads them when it is imported
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    right = False
    try:
        given = checks.Given(asked.models, asked.rest, asked.grpc)
        right = checks.run(importlib.import_module(asked.family).checks(given))
    except Exception as e:
        print(f"FAIL {asked.family}: {type(e).__name__} {' '.join(str(e).split())}")
    sys.stdout.flush()
    os._exit(0 if right else 1)  # without waiting for threads that hang


def ask_all(asked):
    for address in {asked.rest, asked.grpc}:
        host, port = address.rsplit(":", 1)
        with socket.create_connection((host, int(port)), 10):
            pass
    right = failed = 0
    for families in (TOGETHER, LAST):
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            for printed in pool.map(in_own_process, families):
                print(printed, end="", flush=True)
                right += sum(line.startswith("ok ") for line in printed.splitlines())
                failed += sum(line.startswith("FAIL ") for line in printed.splitlines())
    print(f"{right} checks were right, {failed} failed")
    return 1 if failed or not right else 0


def main():
    asked = arguments()
    without_proxies()
    return ask_alone(asked) if asked.family else ask_all(asked)


if __name__ == "__main__":
    sys.exit(main())
