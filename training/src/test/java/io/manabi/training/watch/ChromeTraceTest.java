package io.manabi.training.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.training.watch.StepTimes.Part;
import io.manabi.training.watch.StepTimes.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromeTraceTest {
  @TempDir Path folder;

  @Test
  void givesOperationsOfTheSameTimeThreadsOfTheirOwn() throws Exception {
    ChromeTrace trace = new ChromeTrace();
    trace.add("worker", "a", new Work(Part.COMPUTE, 0, 10));
    trace.add("worker", "b", new Work(Part.COMPUTE, 5, 20));
    trace.add("worker", "c", new Work(Part.APPLY, 10, 12));
    trace.add("ps", "d", new Work(Part.TRANSFER, 3, 4));
    Path file = folder.resolve("new").resolve("trace.json");
    trace.write(file);
    List<String> operations = new ArrayList<>();
    for (JsonNode event : new ObjectMapper().readTree(file.toFile()).path("traceEvents")) {
      if (event.path("ph").asText().equals("X")) {
        operations.add(
            String.format(
                Locale.ROOT,
                "%s of process %d, thread %d: %s at %d for %d",
                event.path("name").asText(),
                event.path("pid").asInt(),
                event.path("tid").asInt(),
                event.path("cat").asText(),
                event.path("ts").asLong(),
                event.path("dur").asLong()));
      }
    }
    assertThat(operations)
        .containsExactly(
            "a of process 0, thread 0: compute at 0 for 10",
            "b of process 0, thread 1: compute at 5 for 15",
            "c of process 0, thread 0: apply at 10 for 2",
            "d of process 1, thread 0: send/receive at 3 for 1");
  }
}
