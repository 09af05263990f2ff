"""Requests, and the right answers of TensorFlow Serving's REST: numbers, strings, shapes, errors."""

import dataclasses
import gzip
import json
import time
import typing

import requests

from checks import require


@dataclasses.dataclass
class Row:
    name: str
    path: str  # of the model if it does not begin with a slash
    body: typing.Union[bytes, dict, None]
    status: typing.Union[int, tuple]
    fragment: typing.Union[str, bytes] = b""  # of the answer's body, whose spaces do not count
    method: str = "POST"
    headers: dict = dataclasses.field(default_factory=dict)
    within_seconds: float = 15
    absent_header: str = ""
    present_header: tuple = ()


def predict(name, model, body, status, fragment=b"", **more):
    return Row(name, f"{model}:predict", body, status, fragment, **more)


def check_row(given, row):
    path = row.path if row.path.startswith("/") else "/v1/models/" + row.path
    body = json.dumps(row.body) if isinstance(row.body, dict) else row.body
    request = requests.Request(row.method, f"http://{given.rest}{path}", row.headers, data=body)
    began = time.monotonic()
    with requests.Session() as session:
        if "Accept-Encoding" not in row.headers:
            session.headers["Accept-Encoding"] = "identity"
        response = session.send(session.prepare_request(request), timeout=row.within_seconds + 5)
    seconds = time.monotonic() - began
    content = response.content
    statuses = row.status if isinstance(row.status, tuple) else (row.status,)
    if response.status_code not in statuses:
        raise AssertionError(f"expected {row.status}, got {response.status_code} {content[:300]!r}")
    fragment = row.fragment.encode() if isinstance(row.fragment, str) else row.fragment
    if response.status_code >= 400 and content:
        require({"error"}, set(json.loads(content)), "keys")
        # What TensorFlow Serving wraps into lines, and how JSON escapes a quote, does not count.
        content = json.loads(content)["error"].encode()
    if fragment.replace(b" ", b"") not in b"".join(content.split()):
        raise AssertionError(f"expected {fragment!r} in the answer, got {content[:600]!r}")
    if seconds > row.within_seconds:
        raise AssertionError(f"expected an answer within {row.within_seconds} s, got it after {seconds:.1f} s")
    require(None, response.headers.get(row.absent_header) if row.absent_header else None, row.absent_header)
    if row.present_header:
        require(row.present_header[1], response.headers.get(row.present_header[0]), row.present_header[0])


def raw(text):
    return text.encode()


def echoes(dtype, value, text, status=200):
    """A value of this type, and the text that comes back."""
    body = raw('{"signature_name": "%s", "inputs": [%s]}' % (dtype, value))
    fragment = f'{{"outputs":[{text}]}}' if status == 200 else text
    return predict(f"{dtype} {value}", "echo", body, status, fragment)


HALF = "half_plus_two"
NUMBERS = [
    echoes("float32", "16777216", "16777216.0"),
    echoes("float32", "16777217", "16777216.0"),
    echoes("float32", "3.5e38", "Infinity"),
    echoes("float32", "-3.5e38", "-Infinity"),
    echoes("float32", "3", "3.0"),
    echoes("float32", "-0.0", "-0.0"),
    echoes("float32", "0.2", "0.2"),
    echoes("float32", "1e30", "1e+30"),
    echoes("float32", "1e-5", "1e-05"),
    echoes("float32", "100000", "100000.0"),
    echoes("float32", "1000000", "1e+06"),
    echoes("float32", "717887168", "717887168.0"),
    echoes("float32", "0.3333333333333333", "0.333333343"),
    echoes("float32", "1e-45", "1.4013e-45"),
    echoes("float32", "123456789012345678901234567890", "1.23456789e+29"),
    echoes("float64", "9007199254740993", "9007199254740992.0"),
    echoes("float64", "18446744073709551616", "1.8446744073709552e+19"),
    echoes("float64", "0.1", "0.1"),
    echoes("float64", "0.3333333333333333", "0.33333333333333331"),
    echoes("float64", "1e16", "1e+16"),
    echoes("float64", "1e400", "JSON Parse error: ", 400),
    echoes("float32", "NaN", "NaN"),
    echoes("float32", "Infinity", "Infinity"),
    echoes("float32", "-Infinity", "-Infinity"),
    echoes("float32", "Inf", "Infinity"),
    echoes("float32", "-Inf", "-Infinity"),
    echoes("float32", "+Infinity", "JSON Parse error: ", 400),
    echoes("float32", "+1", "JSON Parse error: ", 400),
    echoes("float32", "01", "JSON Parse error: ", 400),
    echoes("float32", "1.", "JSON Parse error: ", 400),
    echoes("float32", '"1"', "Type: String is not of expected type: float", 400),
    echoes("float32", "true", "Type: True is not of expected type: float", 400),
    echoes("float32", "null", "Type: Null is not of expected type: float", 400),
    echoes("float64", '"1"', "Type: String is not of expected type: double", 400),
    echoes("int8", "-128", "-128"),
    echoes("int16", "32767", "32767"),
    echoes("int32", "2147483647", "2147483647"),
    echoes("int32", "2147483648", "JSON Value: 2147483648 Type: Number is not of expected type: int32", 400),
    echoes("int32", "1.0", "JSON Value: 1.0 Type: Number is not of expected type: int32", 400),
    echoes("int32", "1e2", "Type: Number is not of expected type: int32", 400),
    echoes("int64", "-9223372036854775808", "-9223372036854775808"),
    echoes("int64", "9223372036854775808", "Type: Number is not of expected type: int64", 400),
    echoes("uint8", "255", "255"),
    echoes("uint32", "4294967295", "4294967295"),
    echoes("uint32", "-1", "JSON Value: -1 Type: Number is not of expected type: uint32", 400),
    echoes("uint64", "18446744073709551615", "18446744073709551615"),
    echoes("uint64", "18446744073709551616", "Type: Number is not of expected type: uint64", 400),
    echoes("bool", "1", "JSON Value: 1 Type: Number is not of expected type: bool", 400),
    predict("float 16777216 in rows", HALF, {"instances": [16777216]}, 200, "[8.38861e+06]"),
    predict("float 3.5e38 in rows", HALF, raw('{"instances": [3.5e38]}'), 200, "[Infinity]"),
]  # fmt: skip

NO_JSON = []
for dtype, name in (("float16", "half"), ("bfloat16", "bfloat16"), ("uint16", "uint16"), ("complex64", "complex64"), ("complex128", "complex128")):  # fmt: skip
    to_type = {"signature_name": "to_" + dtype}
    NO_JSON += [
        predict(f"{dtype} in columns", "echo", {"signature_name": dtype, "inputs": [1]}, 501, f"to type: {name}"),
        predict(f"{dtype} in rows", "echo", {"signature_name": dtype, "instances": [1]}, 400, f"to type: {name}"),
    ]  # fmt: skip
    if dtype != "complex128":
        says = f"Failed to write JSON value for tensor type: {name}"
        NO_JSON += [
            predict(f"{dtype} out in columns", "echo", {**to_type, "inputs": [1]}, 400, says),
            predict(f"{dtype} out in rows", "echo", {**to_type, "instances": [1]}, 400, says),
        ]

TEXT = {"signature_name": "text"}
STRINGS = [
    predict("text", "strings", raw('{"signature_name": "text", "inputs": ["\\u00e9 \\ud83d\\ude00 \\n"]}'), 200, "é😀\\n".encode()),
    predict("lone surrogate", "strings", raw('{"signature_name": "text", "inputs": ["\\ud83d"]}'), 400, "JSON Parse error: "),
    predict("lone low surrogate", "strings", raw('{"signature_name": "text", "inputs": ["\\ude00"]}'), 400, "JSON Parse error: "),
    predict("bytes that are no text", "strings", {**TEXT, "inputs": [{"b64": "wK8="}]}, 200, b'["\xc0\xaf"]'),
    predict("zero byte", "strings", raw('{"signature_name": "text", "inputs": ["a\\u0000b"]}'), 200, "a\\u0000b"),
    predict("b64 alone", "strings", {**TEXT, "inputs": {"b64": "YQ=="}}, 200, '{"outputs": "a"}'),
    predict("b64 in rows", "strings", {**TEXT, "instances": [{"b64": "YQ=="}, {"s": {"b64": "Yg=="}}]}, 400, "Expecting value/list but got object at item 1"),
    predict("broken b64", "strings", {**TEXT, "inputs": [{"b64": "?"}]}, 400, "Unable to base64 decode"),
    predict("b64 and another key", "strings", {**TEXT, "inputs": [{"b64": "YQ==", "c": 1}]}, 400, "not formatted correctly for base64 data"),
    predict("b64 for float", HALF, {"inputs": [{"b64": "YQ=="}]}, 400, "is not of expected type: float"),
    predict("number for string", "strings", {**TEXT, "inputs": [1]}, 400, "JSON Value: 1 Type: Number is not of expected type: string"),
    predict("output names that end in _bytes", "strings", {"inputs": ["a"]}, 200, '"same_bytes":[{"b64":"YQ=="}]'),
]  # fmt: skip

MILLION_KEYS = "{" + "".join(f'"k{i}":0,' for i in range(1_000_000)) + '"instances": [1]}'
DEEP = "[" * 200 + "]" * 200
BODIES = [
    predict("empty body", HALF, b"", 400, "JSON Parse error: The document is empty"),
    predict("no JSON", HALF, b"{", 400, "JSON Parse error: "),
    predict("no object", HALF, b"[1]", 400, "Is not object"),
    predict("after the value", HALF, raw('{"instances": [1]} and more } ]'), 200, '{"predictions":[2.5]}'),
    predict("byte order mark", HALF, b'\xef\xbb\xbf{"instances": [1]}', 200, '{"predictions":[2.5]}'),
    predict("key that is ignored", HALF, {"x": {"y": [None]}, "instances": [1]}, 200, "[2.5]"),
    predict("deep key that is ignored", HALF, raw('{"x": %s, "instances": [1]}' % DEEP), 200, "[2.5]"),
    predict("100,000 brackets", HALF, raw('{"instances": %s}' % ("[" * 100_000)), 400),
    predict("100,000 brackets ignored", HALF, raw('{"x": %s%s, "instances": [1]}' % ("[" * 100_000, "]" * 100_000)), (200, 400)),
    predict("a million keys", HALF, raw(MILLION_KEYS), (200, 400), within_seconds=2.5),
    predict("invalid UTF-8", "strings", b'{"signature_name": "text", "inputs": ["\xc0\xaf"]}', (200, 400)),
    predict("neither", HALF, {}, 400, "Missing 'inputs' or 'instances' key"),
    predict("both", HALF, {"inputs": [1], "instances": [1]}, 400, "expecting only one of 'inputs' or 'instances' keys to exist"),
    predict("instances no list", HALF, {"instances": 1}, 400, "Expecting 'instances' to be an list/array"),
    predict("no instances", HALF, {"instances": []}, 400, "No values in 'instances' array"),
    predict("signature no string", HALF, {"signature_name": 1, "instances": [1]}, 400, "'signature_name' key must be a string value."),
    predict("unknown signature", HALF, {"signature_name": "no", "instances": [1]}, 400, 'Serving signature name: "no" not found in signature def'),
    predict("empty signature name", HALF, {"signature_name": "", "instances": [1]}, 200, "[2.5]"),
]  # fmt: skip

TWO = {"signature_name": "two_three"}
SHAPES = [
    predict("another rank in rows", HALF, {"instances": [[1.0], [2.0]]}, 200, '{"predictions":[[2.5],[3.0]]}'),
    predict("scalar column", HALF, {"inputs": 1.5}, 200, '{"outputs":2.75}'),
    predict("wrong shape", "keras", {"instances": [[1, 2]]}, 400),
    predict("scalar for a matrix", "keras", {"inputs": 5}, 400),
    predict("ragged", HALF, {"inputs": [[1, 2], [3]]}, 400, "Encountered list at unexpected size: 1 at level: 1 expected size: 2"),
    predict("ragged rows", HALF, {"instances": [[1], [2, 3]]}, 400, "Expecting tensor size: 1 but got: 2"),
    predict("rows of another shape", HALF, {"instances": [[1], [[2]]]}, 400, "Expecting shape [1] but got: [1,1]"),
    predict("value among lists", HALF, {"inputs": [[1], 2]}, 400, "JSON Value: 2 found at incorrect level: 2"),
    predict("list among values", HALF, {"inputs": [1, [2]]}, 400, "Encountered list at unexpected level: 1 expected < 1"),
    predict("scalar output in rows", "signatures", {"signature_name": "scalar", "instances": [1]}, 400, "Tensor name: sum has no shape information"),
    predict("scalar output in columns", "signatures", {"signature_name": "scalar", "inputs": [1, 2]}, 200, '{"outputs":3.0}'),
    predict("rows of plain values for two inputs", "signatures", {**TWO, "instances": [1]}, 400, "instances is a plain list, but expecting list of objects as multiple input tensors required as per tensorinfo_map"),
    predict("columns of plain values for two inputs", "signatures", {**TWO, "inputs": [1]}, 400, "inputs is a plain value/list, but expecting an object as multiple input tensors required as per tensorinfo_map"),
    predict("missing key in rows", "signatures", {**TWO, "instances": [{"b": 1}]}, 400, "keys must be equal to: a,b"),
    predict("another key in rows", "signatures", {**TWO, "instances": [{"a": [1, 2], "b": 1, "c": 1}]}, 400, "JSON object: does not have named input: c"),
    predict("missing key in columns", "signatures", {**TWO, "inputs": {"b": [1]}}, 400, "Missing named input: a in 'inputs' object."),
    predict("another key in columns", "signatures", {**TWO, "inputs": {"a": [[1, 2]], "b": [1], "c": "x"}}, 200, '"twice":[2]'),
    predict("value after an object", HALF, {"instances": [{"x": 1}, 2]}, 400, "Expecting object but got list at item 1 of input list"),
    predict("object after a value", HALF, {"instances": [1, {"x": 2}]}, 400, "Expecting value/list but got object at item 1 of input list"),
    predict("bad row", "parse", {"instances": ["1", "a"]}, 400, "StringToNumberOp could not correctly convert string: a"),
]  # fmt: skip

ONE = {"instances": [1]}
EXAMPLE = {"signature_name": "regress_x_to_y2", "examples": [{"x": 1.0}, {"x": [2.0]}]}
PATHS = [
    Row("unknown model", "no:predict", ONE, 404, "Servable not found for request: Latest(no)"),
    Row("unknown version", "versions/versions/9:predict", ONE, 404, "Servable not found for request: Specific(versions, 9)"),
    Row("a version", "versions/versions/1:predict", ONE, 200, "[2.0]"),
    Row("the latest version", "versions:predict", ONE, 200, "[3.0]"),
    Row("huge version", "versions/versions/99999999999999999999:predict", ONE, 400, "Failed to convert version: 99999999999999999999 to numeric."),
    Row("version that is no number", "versions/versions/v1:predict", ONE, 400, "Malformed request: POST /v1/models/versions/versions/v1:predict"),
    Row("unknown label", "versions/labels/no:predict", ONE, 400, "Unrecognized servable version label: no"),
    Row("other verb", "versions:train", ONE, 400, "Malformed request: POST /v1/models/versions:train"),
    Row("get predict", "versions:predict", None, 400, "Malformed request: GET /v1/models/versions:predict", method="GET"),
    Row("upper case", "/V1/Models/versions:PREDICT", ONE, 200, "[3.0]"),
    Row("percent-encoded", "/v1/models/version%73:predict", ONE, 200, "[3.0]"),
    Row("query string", "versions:predict?x=1", ONE, 400, "Malformed request: POST /v1/models/versions:predict?x=1"),
    Row("status with a query string", "versions?x=1", None, 400, "Malformed request: GET /v1/models/versions?x=1", method="GET"),
    Row("status without a model", "/v1/models", None, 400, "Missing model name in request.", method="GET"),
    Row("status of an unknown model", "no", None, 404, "Could not find any versions of model no", method="GET"),
    Row("status of an unknown version", "versions/versions/9", None, 404, "Could not find version 9 of model versions", method="GET"),
    Row("metadata of an unknown model", "no/metadata", None, 404, "Servable not found for request: Latest(no)", method="GET"),
    Row("metadata has defaults", "versions/metadata", None, 200, '"defaults": {}', method="GET"),
    Row("preflight", "versions:predict", None, (200, 204, 403, 405), method="OPTIONS", absent_header="Access-Control-Allow-Origin",
        headers={"Origin": "http://example.org", "Access-Control-Request-Method": "POST"}),
    Row("answer to another origin", "versions:predict", ONE, 200, "[3.0]", headers={"Origin": "http://example.org"},
        absent_header="Access-Control-Allow-Origin"),
    Row("regress", "half_plus_two:regress", EXAMPLE, 200, '{"results":[3.0,3.0]}'),
    Row("regress with context", "half_plus_two:regress", {**EXAMPLE, "context": {"x2": 4.0}}, 200, '{"results":[5.0,5.0]}'),
    Row("regress without examples", "half_plus_two:regress", {"signature_name": "regress_x_to_y"}, 400, "key 'examples' is expected and was not found"),
    Row("regress of no examples", "half_plus_two:regress", {"signature_name": "regress_x_to_y", "examples": []}, 400, "'examples' value is an empty array"),
    Row("regress with an int", "half_plus_two:regress", {"signature_name": "regress_x_to_y", "examples": [{"x": 1}]}, 400),
    Row("regress with classify", "half_plus_two:regress", {**EXAMPLE, "signature_name": "classify_x_to_y"}, 400, "tensorflow/serving/regress"),
    Row("regress with predict", "half_plus_two:regress", {"examples": [{"x": 1.0}]}, 400, "tensorflow/serving/regress"),
]  # fmt: skip

BIG = {"instances": list(range(20_000))}
ZIPPED = {"Content-Encoding": "gzip"}
CODINGS = [
    predict("gzip answer", HALF, BIG, 200, headers={"Accept-Encoding": "gzip"}, present_header=("Content-Encoding", "gzip")),
    predict("gzip body", HALF, gzip.compress(json.dumps(ONE).encode()), 200, "[2.5]", headers=ZIPPED),
    predict("gzip body that ends early", HALF, gzip.compress(json.dumps(BIG).encode())[:-400], 400, headers=ZIPPED),
    predict("broken gzip body", HALF, gzip.compress(json.dumps(BIG).encode())[:40] + b"\xff" * 99, 400, headers=ZIPPED),
    predict("plain body as gzip", HALF, json.dumps(ONE).encode(), 400, headers=ZIPPED),
    predict("br body", HALF, b"\x0b\x02\x80{}\x03", (400, 415), headers={"Content-Encoding": "br"}),
]  # fmt: skip

TABLE = NUMBERS + NO_JSON + STRINGS + BODIES + SHAPES + PATHS + CODINGS
