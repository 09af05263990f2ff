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


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", required=True)
    parser.add_argument("--rest", required=True)
    parser.add_argument("--grpc", required=True)
    parser.add_argument("--family", choices=TOGETHER + LAST)
    return parser.parse_args()


def in_own_process(family):
    command = [sys.executable, "-W", "ignore", *sys.argv, "--family", family]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=FAMILY_LIMIT_SECONDS
        )
    except subprocess.TimeoutExpired as e:
        lines = (e.stdout or b"").decode(errors="replace")
        return 1, lines + f"FAIL {family}: expected an end within {FAMILY_LIMIT_SECONDS} s, got none\n"
    lines = done.stdout
    if done.returncode not in (0, 1) or not lines or (done.returncode == 1 and "FAIL" not in lines):
        reason = " ".join(done.stderr.split())[-1500:]
        lines += f"FAIL {family}: expected a run, got exit code {done.returncode}: {reason}\n"
        return 1, lines
    return done.returncode, lines


def main():
    asked = arguments()
    if asked.family:
        del sys.argv[1:]  # KServe reads them when it is imported
        given = checks.Given(asked.models, asked.rest, asked.grpc)
        family = importlib.import_module(asked.family)
        right = checks.run(family.checks(given))
        sys.stdout.flush()
        os._exit(0 if right else 1)  # without waiting for threads that hang
    for address in {asked.rest, asked.grpc}:
        host, port = address.rsplit(":", 1)
        with socket.create_connection((host, int(port)), 10):
            pass
    right = failed = 0
    for families in (TOGETHER, LAST):
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            for _, lines in pool.map(in_own_process, families):
                print(lines, end="", flush=True)
                right += sum(line.startswith("ok ") for line in lines.splitlines())
                failed += sum(line.startswith("FAIL ") for line in lines.splitlines())
    print(f"{right} checks were right, {failed} failed")
    return 1 if failed or not right else 0


if __name__ == "__main__":
    sys.exit(main())
