package io.manabi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskTableTest {
  private final TaskTable table = new TaskTable("images", List.of("master-0", "worker-0"));

  @Test
  void tellsOfTasksThatAreNoMore() {
    table.told("master-0", new TaskTable.Told(7, 4, 0.5, 100));
    table.told("worker-0", new TaskTable.Told(6, 3, 0.5, 100));
    table.keep(Set.of("master-0"));
    assertThat(table.lines())
        .containsExactly(
            "master-0   step 7 · loss 0.500 · 100 images/s",
            "worker-0   is no more, for a worker was given up");
    assertThat(table.table())
        .containsExactly(
            "task       its steps     loss     images/s",
            "master-0           4    0.500          100",
            "worker-0  is no more, for a worker was given up");
    table.keep(Set.of("master-0", "worker-0"));
    assertThat(table.lines()).element(1).isEqualTo("worker-0   step 6 · loss 0.500 · 100 images/s");
  }
}
