package io.manabi.serving;

import java.util.List;

/** What may be asked over REST, to be made wrong. */
final class RestCalls {
  private RestCalls() {}

  /** A path, and a body for it. */
  record Call(String path, String body) {}

  static final List<Call> GOOD =
      List.of(
          new Call("/v1/models/half:predict", "{\"instances\": [1.0, 2, 3e0]}"),
          new Call(
              "/v1/models/half:predict", "{\"signature_name\": \"total\", \"inputs\": [1, 2]}"),
          new Call(
              "/v1/models/half/versions/1:predict",
              "{\"inputs\": {\"x\": [1, 2]}, \"signature_name\": \"short\"}"),
          new Call("/v1/models/MNIST:predict", "{\"instances\": [[0,0,9,0],[9,0,0,0]]}"),
          new Call(
              "/v1/models/echo:predict",
              "{\"inputs\": {\"b\": [true], \"d\": [[0.1], [2]], \"f\": 1, \"i\": [1, -2],"
                  + " \"l\": [[7]], \"s\": [\"é\", {\"b64\": \"w6k=\"}], \"u\": [255]}}"),
          new Call(
              "/v1/models/tabular:predict",
              "{\"instances\": [{\"age\": 1, \"hours\": null, \"gain\": 1.5, \"job\": \"cook\","
                  + " \"pair\": [1, 2], \"tags\": [\"a\"]}, {\"age\": 2, \"tags\": [\"b\", \"c\"]}]}"),
          new Call(
              "/v1/models/hard:predict",
              "{\"signature_name\": \"ragged\", \"instances\": [[\"a\"], [\"b\"]]}"),
          new Call(
              "/v1/models/hard:predict", "{\"signature_name\": \"parse\", \"instances\": [\"1\"]}"),
          new Call("/v1/models/hard:predict", "{\"signature_name\": \"nothing\", \"inputs\": {}}"),
          new Call(
              "/v1/models/examples:classify",
              "{\"signature_name\": \"classes\", \"context\": {\"y\": 1}, \"examples\": [{\"x\":"
                  + " 1.5, \"s\": [\"a\", {\"b64\": \"AA==\"}]}, {\"x\": [2]}]}"),
          new Call(
              "/v1/models/examples:regress",
              "{\"signature_name\": \"values\", \"examples\": [{\"x\": 1}]}"),
          new Call(
              "/v1/projects/p/models/half/versions/v1:predict",
              "{\"instances\": [{\"x\": 1}, {\"x\": 2}]}"),
          new Call(
              "/v2/models/half/infer",
              "{\"id\": \"7\", \"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\":"
                  + " [2], \"data\": [1, 2]}], \"outputs\": [{\"name\": \"y\"}]}"),
          new Call(
              "/v2/models/echo/versions/1/infer",
              "{\"inputs\": [{\"name\": \"b\", \"datatype\": \"BOOL\", \"shape\": [1], \"data\":"
                  + " [true]}, {\"name\": \"s\", \"datatype\": \"BYTES\", \"shape\": [2, 1],"
                  + " \"data\": [[\"a\"], [\"b\"]]}, {\"name\": \"u\", \"datatype\": \"UINT8\","
                  + " \"shape\": [1], \"data\": [255]}], \"outputs\": [{\"name\": \"s\","
                  + " \"parameters\": {\"binary_data\": true}}], \"parameters\":"
                  + " {\"binary_data_output\": true}}"));

  static final List<String> PATHS =
      List.of(
          "/v1/models/half",
          "/v1/models/half/versions/1/metadata",
          "/v1/models/half/labels/stable:predict",
          "/v1/projects/p/models/half:predict?alt=json",
          "/v2",
          "/v2/models/half/versions/1/ready",
          "/v2/models/half",
          "/v2/health/live",
          "/healthz",
          "/metrics",
          "/tensorflow.serving.PredictionService/Predict");

  static final List<String> HEADERS =
      List.of(
          "Content-Type: application/json; charset=utf-16",
          "Content-Type: application/grpc",
          "Content-Type: multipart/form-data; boundary=x",
          "Content-Encoding: gzip",
          "Content-Encoding: deflate",
          "Accept-Encoding: gzip;q=2, *;q=x",
          "Accept: text/html;q=1.5",
          "Inference-Header-Content-Length: 5",
          "X-Forwarded-For: ::1",
          "Authorization: Bearer x",
          "Origin: http://example.com",
          "Upgrade: websocket",
          "grpc-timeout: 1n",
          "traceparent: 00-x-y-z",
          "Range: bytes=5-1");
}
