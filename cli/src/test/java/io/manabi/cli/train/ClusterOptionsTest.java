package io.manabi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.jobs.JobSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

class ClusterOptionsTest {
  @Command
  static final class Anything {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "| 1 master, 2 workers, 1 parameter server, ps-async | 1",
        "--local | one process | 1",
        "--strategy local | one process | 1",
        "--workers 0 | 1 master, 1 parameter server, ps-async | 1",
        "--strategy ps-sync --workers 3 --parameter-servers 2 | 1 master, 3 workers, 2 parameter servers, ps-sync | 4",
        "--strategy all-reduce --workers 1 | 1 master, 1 worker, all-reduce | 2",
      })
  void tellsTheTasks(@Nullable String flags, String tasks, int batches) {
    Cluster cluster = parse(flags);
    assertThat(cluster.toString()).isEqualTo(tasks);
    assertThat(cluster.batchesOfAStep()).isEqualTo(batches);
  }

  @Test
  void takesTheNumberOfRestarts() {
    assertThat(parse("--max-restarts 0").restarts()).isEqualTo(JobSpec.Restarts.upTo(0));
    assertThat(parse("--strategy all-reduce --workers 3 --min-workers 2").restarts())
        .isEqualTo(new JobSpec.Restarts(3, 2, JobSpec.Restarts.SILENCE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--local --workers 2 | --local is one process; leave out --workers and --parameter-servers.",
        "--strategy ring | There is no strategy 'ring'; expected local, ps-async, ps-sync, all-reduce.",
        "--strategy all-reduce --workers 0 | --workers is 0; expected 1 or more with all-reduce.",
        "--strategy all-reduce --parameter-servers 1 | --parameter-servers is 1; expected 0 with all-reduce.",
        "--parameter-servers 0 | --parameter-servers is 0; expected 1 or more with ps-async.",
        "--min-workers 1 | --min-workers is 1; expected 0 to 2, and --strategy all-reduce.",
        "--strategy all-reduce --min-workers 3 | --min-workers is 3; expected 0 to 2, and --strategy all-reduce.",
        "--max-restarts -1 | --max-restarts is -1; expected 0 or more.",
      })
  void saysWhatDoesNotGoTogether(String flags, String reason) {
    assertThatThrownBy(() -> parse(flags))
        .isInstanceOf(ParameterException.class)
        .hasMessage(reason);
  }

  private static Cluster parse(@Nullable String flags) {
    ClusterOptions options = new ClusterOptions();
    CommandLine line = new CommandLine(new Anything()).addMixin("cluster", options);
    line.parseArgs(flags == null || flags.isBlank() ? new String[0] : flags.split(" "));
    return options.cluster(line.getCommandSpec());
  }
}
