package io.manabi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.prediction.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCommandsIT {
  private final CommandRuns commands = new CommandRuns();
  @TempDir Path folder;

  @BeforeEach
  void writeTrainer() throws IOException {
    Path trainer = Files.createDirectory(folder.resolve("trainer"));
    Files.createFile(trainer.resolve("__init__.py"));
    Files.writeString(trainer.resolve("words.py"), "HELLO = 'hello'\n");
    Files.writeString(
        trainer.resolve("task.py"),
        """
        import json, os, sys
        from trainer.words import HELLO
        cluster = json.loads(os.environ['TF_CONFIG'])['cluster']
        print(HELLO, sys.argv[1:], sorted((k, len(v)) for k, v in cluster.items()))
        if '--fail' in sys.argv:
            raise ValueError('what a pity')
        print('no newline', end='')
        """);
  }

  private CommandRuns.Run train(List<String> flags, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("local", "train", "--module-name", "trainer.task", "--package-path"));
    command.add(folder.resolve("trainer").toString());
    command.addAll(flags);
    command.add("--");
    command.addAll(List.of(arguments));
    return commands.run(command.toArray(String[]::new));
  }

  @Test
  void trainsWithAModuleOfPython() {
    CommandRuns.Run run =
        train(List.of("--job-dir", folder.resolve("job").toString()), "--steps", "10");
    assertThat(run)
        .isEqualTo(
            new CommandRuns.Run(
                0,
                "hello ['--steps', '10', '--job-dir', '%s'] [('master', 1)]\nno newline\n"
                    .formatted(folder.resolve("job")),
                ""));
  }

  @Test
  void trainsAsACluster() {
    CommandRuns.Run run =
        train(List.of("--distributed", "--worker-count=1", "--parameter-server-count=1"));
    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .contains("master-0: hello [] [('master', 1), ('ps', 1), ('worker', 1)]")
        .anyMatch(line -> line.startsWith("worker-0: hello"));
  }

  @Test
  void saysHowATrainerFailed() {
    CommandRuns.Run run = train(List.of(), "--fail");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("hello ['--fail']").endsWith("ValueError: what a pity\n");
    assertThat(run.err()).contains("manabi: ", "status 1").hasLineCount(1);
    assertThat(
            commands.run("local", "train", "--module-name=m", "--package-path", "/no/such").err())
        .contains("/no/such is no folder");
  }

  @Test
  void asksASavedModel() throws IOException {
    Path model = TestModels.halfPlus(2, folder.resolve("model"));
    Path instances = folder.resolve("instances.json");
    Files.writeString(instances, "1.0\n\n3\n");
    String[] predict = {
      "local", "predict", "--model-dir", model.toString(), "--json-instances", instances.toString()
    };
    assertThat(commands.run(predict)).isEqualTo(new CommandRuns.Run(0, "Y\n2.5\n3.5\n", ""));

    Files.writeString(instances, "1.0\n\"a\"\n");
    CommandRuns.Run refused = commands.run(predict);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).startsWith("manabi: Prediction failed: ");
    Files.writeString(instances, "1.0\n{\n");
    assertThat(commands.run(predict).err())
        .startsWith("manabi: " + instances + ", line 2, is not JSON");
    Files.writeString(instances, "\n");
    assertThat(commands.run(predict).err())
        .isEqualTo("manabi: " + instances + " has no instances; expected one a line.\n");
  }
}
