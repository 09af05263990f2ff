package io.manabi.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that make no sense. */
class JobsApiRefusalsIT {
  private static RunningControl control;

  @BeforeAll
  static void start(@TempDir Path folder) {
    control = new RunningControl(folder, 1);
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|/jobs|{\"jobId\": \"x\", \"trainingInput\": {\"color\": 1}}|400|Unknown name \"color\" at"
            + " 'trainingInput.color'",
        "POST|/jobs|{\"jobId\": |400|Invalid JSON payload received.",
        "POST|/jobs|[]|400|Invalid value",
        "POST|/jobs|null|400|The body is null",
        "POST|/jobs|{\"jobId\": \"x\", \"jobId\": \"y\"}|400|Duplicate",
        "POST|/jobs|{\"jobId\": \"x\"}|400|has no trainingInput",
        "POST|/jobs|{\"jobId\": \"x\", \"trainingInput\": {}}|400|says no program",
        "POST|/jobs|{\"jobId\": \"x\", \"trainingInput\": {\"packageUris\": [\"gs://b/t.tar.gz\"],"
            + " \"pythonModule\": \"trainer.task\"}}|400|gs://b/t.tar.gz",
        "POST|/jobs|{\"jobId\": \"x\", \"trainingInput\": {\"packageUris\": [\"/etc/passwd\"],"
            + " \"pythonModule\": \"trainer.task\"}}|400|cannot be called 'passwd'",
        "POST|/jobs|{\"jobId\": \"x\", \"trainingInput\": {\"packageUris\": [\"/none.whl\"],"
            + " \"pythonModule\": \"-c\"}}|400|pythonModule is '-c'",
        "POST|/jobs|{\"jobId\": \"x\", \"trainingInput\": {\"jobDir\": \"gs://b/x\","
            + " \"masterConfig\": {\"containerCommand\": [\"true\"]}}}|400|jobDir has 'gs://b/x'",
        "POST|:uploadPackage|x|400|has no name",
        "POST|:uploadPackage?name=a%2Fx.whl|x|400|cannot be called 'a/x.whl'",
        "POST|:uploadPackage?name=x.sh|x|400|expected letters, digits",
        "GET|:uploadPackage?name=x.whl|''|404|expected POST",
        "POST|/jobs|{\"jobId\": \"x\", \"trainingInput\": {\"packageUris\": [\"/none.jar\"],"
            + " \"pythonModule\": \"T\"}}|400|/none.jar",
        "GET|/jobs?pageSize=-1|''|400|pageSize",
        "GET|/jobs?pageSize=many|''|400|many",
        "GET|/jobs?pageToken=x|''|400|pageToken",
        "GET|/jobs?filter=colour%3Dred|''|400|colour",
        "GET|/jobs?page=1|''|400|Unknown name \"page\"",
        "GET|/jobs?pageSize=1000000000|''|200|jobs",
        "DELETE|/jobs/x|''|404|There is no method DELETE",
        "POST|/jobs/x:start|''|404|There is no method POST",
        "POST|/jobs/x:cancel|{\"a\": 1}|400|Unknown name",
      })
  void saysInOneSentenceWhatIsWrong(
      String method, String path, String body, int status, String part) throws Exception {
    HttpResponse<String> answer = control.send(method, "/v1/projects/shop" + path, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(part.replace("\"", "\\\"").replace("\\\"jobs", "jobs"));
  }

  @Test
  void refusesWhatPagesOfOtherSitesSend() throws Exception {
    assertThat(rawStatus("Host: localhost", "Origin: http://localhost")).isEqualTo("200");
    assertThat(rawStatus("Host: 127.0.0.1:80")).isEqualTo("200");
    assertThat(rawStatus("Host: [::1]:80")).isEqualTo("200");
    assertThat(rawStatus("Host: localhost", "Origin: http://evil.example")).isEqualTo("403");
    assertThat(rawStatus("Host: localhost", "Origin: null")).isEqualTo("403");
    assertThat(rawStatus("Host: evil.example")).isEqualTo("403");
    assertThat(rawStatus("Host: 127.0.0.1.evil.example")).isEqualTo("403");
  }

  /** Java's client writes these headers by itself. */
  private static String rawStatus(String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET /v1/projects/shop/jobs HTTP/1.1\r\nConnection: close\r\n"
                      + String.join("\r\n", headers)
                      + "\r\n\r\n")
                  .getBytes(US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), US_ASCII).substring(9);
    }
  }
}
