package io.manabi.control.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.TrainingInput;
import io.manabi.control.programs.PackageStore;
import io.manabi.control.programs.Programs;
import io.manabi.control.programs.PythonEnvironments;
import io.manabi.control.programs.PythonRequirements;
import io.manabi.jobs.JobState;
import io.manabi.jobs.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingCommandTest {
  private static final JobName NAME = new JobName("shop", "net");

  @TempDir private Path folder;

  private TrainingCommand commands(PythonRequirements requirements, boolean uploadedOnly) {
    PackageStore packages = new PackageStore(folder.resolve("packages"));
    Programs programs =
        new Programs(
            packages,
            (jars, main, args) -> {
              List<String> command = new ArrayList<>(List.of("java", main));
              jars.forEach(jar -> command.add(jar.toString()));
              command.addAll(args);
              return command;
            },
            new PythonEnvironments(
                folder.resolve("environments"),
                packages,
                requirements,
                Map.of("PIP_INDEX_URL", "https://u:p@host", "UV_OFFLINE", "1", "KEY", "secret")),
            uploadedOnly);
    return new TrainingCommand(Tiers.usual(), programs, folder.resolve("jobs"));
  }

  private Plan plan(TrainingCommand commands, String json) throws Exception {
    TrainingInput input =
        new ObjectMapper().readValue(json.replace('\'', '"'), TrainingInput.class);
    return commands.plan(
        new JobRow(
            NAME,
            input,
            commands.keep(NAME, input),
            Map.of(),
            JobState.QUEUED,
            new JobRow.Times(Instant.EPOCH, Optional.empty(), Optional.empty()),
            "",
            1,
            Optional.empty(),
            ""));
  }

  private String module(String name) throws Exception {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.writeString(file, name);
    }
    return "'packageUris': ['" + file + "'], 'pythonModule': 'trainer.task'";
  }

  /** As the runtimes of Cloud ML Engine did, unless the job says it. */
  @ParameterizedTest
  @CsvSource({
    "a.whl, '', true",
    "a.tar.gz, ', \"runtimeVersion\": \"2.18\"', true",
    "a.whl, ', \"runtimeVersion\": \"1.2\"', false",
    "a.whl, ', \"runtimeVersion\": \"1.2\", \"useChiefInTfConfig\": true', true",
    "a.whl, ', \"useChiefInTfConfig\": false', false",
    "a.jar, ', \"runtimeVersion\": \"2.18\"', false",
    "a.jar, ', \"useChiefInTfConfig\": true', true",
  })
  void callsTheMasterChiefWhereTensorFlowDoes(String file, String more, boolean chief)
      throws Exception {
    Plan plan = plan(commands(PythonRequirements.NONE, false), "{" + module(file) + more + "}");
    assertThat(plan.spec().terms().chief()).isEqualTo(chief);
    assertThat(plan.environment().isPresent()).isNotEqualTo(file.endsWith(".jar"));
  }

  @Test
  void givesEachRoleTheMemoryOfItsMachineAndTheJobAFolder() throws Exception {
    TrainingCommand commands = commands(PythonRequirements.NONE, false);
    Plan plan = plan(commands, "{" + module("a.jar") + ", 'scaleTier': 'PREMIUM_1'}");
    assertThat(plan.spec().terms().memoryMebibytes())
        .isEqualTo(Map.of(Task.Role.MASTER, 4096L, Task.Role.WORKER, 4096L, Task.Role.PS, 8192L));
    Path output = folder.resolve("jobs/shop/net/output");
    assertThat(plan.spec().terms().folders()).containsExactly(output);
    assertThat(plan.spec().command()).endsWith("--job-dir", output.toString());
    Plan elsewhere = plan(commands, "{" + module("a.jar") + ", 'jobDir': 'file:///x/y'}");
    assertThat(elsewhere.spec().terms().folders()).isEmpty();
    assertThat(elsewhere.spec().command()).endsWith("--job-dir", "/x/y");
  }

  @Test
  void runsTheFilesAsTheyWere() throws Exception {
    TrainingCommand commands = commands(PythonRequirements.NONE, false);
    String module = module("a.jar");
    Plan first = plan(commands, "{" + module + "}");
    Files.writeString(folder.resolve("a.jar"), "other");
    Plan second = plan(commands, "{" + module + "}");
    Path kept = Path.of(first.spec().command().get(2));
    assertThat(kept).hasContent("a.jar").hasFileName("a.jar");
    assertThat(Path.of(second.spec().command().get(2))).hasContent("other");
  }

  @Test
  void hasOneEnvironmentForWhatIsTheSame() throws Exception {
    Path requirements = Files.writeString(folder.resolve("r.txt"), "tensorflow");
    PythonRequirements both =
        new PythonRequirements(Optional.empty(), Map.of("2.18", requirements));
    TrainingCommand commands = commands(both, false);
    String job = "{" + module("a.whl") + ", 'runtimeVersion': '2.18'";
    Path first = plan(commands, job + "}").environment().orElseThrow().folder();
    assertThat(plan(commands, job + ", 'region': 'x'}").environment().orElseThrow().folder())
        .isEqualTo(first);
    assertThat(
            plan(commands, job + ", 'pythonVersion': '3.11'}").environment().orElseThrow().folder())
        .isNotEqualTo(first);
    Files.writeString(requirements, "tensorflow==2.18");
    assertThat(plan(commands, job + "}").environment().orElseThrow().folder()).isNotEqualTo(first);
    assertThat(plan(commands, job + "}").environment().orElseThrow().variables())
        .containsOnlyKeys("PIP_INDEX_URL", "UV_OFFLINE");
    assertThat(plan(commands, job + "}").spec().terms().variables()).isEmpty();
    assertThatThrownBy(() -> plan(commands, "{" + module("a.whl") + ", 'runtimeVersion': '1.2'}"))
        .isInstanceOf(ApiFailure.class)
        .hasMessage("trainingInput.runtimeVersion is '1.2'; this server has 2.18.");
  }

  @Test
  void takesOnlyUploadsIfTrainersMayNotReadWhatTheServerCan() throws Exception {
    TrainingCommand commands = commands(PythonRequirements.NONE, true);
    assertThatThrownBy(() -> plan(commands, "{" + module("a.whl") + "}"))
        .isInstanceOf(ApiFailure.class)
        .hasMessageContaining("uploadPackage");
    String uri = commands.upload("b.whl", Files.newInputStream(folder.resolve("a.whl")));
    assertThat(
            plan(commands, "{'packageUris': ['" + uri + "'], 'pythonModule': 'b'}")
                .spec()
                .command())
        .contains("-m", "b");
  }
}
