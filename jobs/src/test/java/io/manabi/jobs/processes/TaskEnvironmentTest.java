package io.manabi.jobs.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.jobs.Task;
import io.manabi.jobs.TaskSpec;
import io.manabi.jobs.TaskTerms;
import io.manabi.jobs.TfConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskEnvironmentTest {
  private static final Task MASTER = new Task(Task.Role.MASTER, 0);

  @Test
  void tellsTheClusterAndTheLog() {
    assertThat(filled(Map.of("MALLOC_ARENA_MAX", "7")))
        .containsEntry("MANABI_EXIT_WITH_STDIN", "1")
        .containsEntry("MANABI_LOG", "/logs/master-0.log")
        .containsEntry("MALLOC_ARENA_MAX", "7")
        .hasEntrySatisfying(
            "TF_CONFIG", config -> assertThat(config).contains("\"type\":\"master\""));
  }

  @Test
  void tellsOnlyATaskThatEndsWithItsLauncherSo() {
    String variable = "MANABI_EXIT_WITH_STDIN";
    assertThat(filled(Map.of(variable, "1"), false))
        .doesNotContainKey(variable)
        .containsEntry("MANABI_TASK", "some-mark");
  }

  @ParameterizedTest
  @CsvSource({
    "PATH, true",
    "LC_TIME, true",
    "CUDA_VISIBLE_DEVICES, true",
    "https_proxy, true",
    "NO_PROXY, true",
    "MANABI_KEY, false",
    "AWS_SECRET_ACCESS_KEY, false",
    "JAVA_TOOL_OPTIONS, false",
    "PATH_OF_KEY, false",
    "PIP_INDEX_URL, false",
  })
  void ofAServerOnlyWhatIsNotSecretStays(String variable, boolean stays) {
    Map<String, String> variables = new HashMap<>(Map.of(variable, "x"));
    TaskEnvironment.clean(variables);
    assertThat(variables.containsKey(variable)).isEqualTo(stays);
  }

  @Test
  void callsTheMasterAsTheTermsSay() {
    TaskTerms terms = new TaskTerms(true, Map.of(), List.of(), Map.of("EXTRA", "1"));
    TfConfig config = new TfConfig(Map.of("master", List.of("a:1"), "worker", List.of("master:2")));
    Map<String, String> variables = new HashMap<>();
    TaskSpec spec = new TaskSpec(MASTER, List.of("true"), config, Path.of("/log"), terms);
    TaskEnvironment.fill(variables, spec, "mark", false);
    assertThat(variables)
        .containsEntry("EXTRA", "1")
        .hasEntrySatisfying(
            "TF_CONFIG",
            json ->
                assertThat(json)
                    .contains("\"chief\":[\"a:1\"]", "\"type\":\"chief\"", "[\"master:2\"]"));
  }

  @ParameterizedTest
  @CsvSource({
    "no_proxy, localhost, 'a,b,::1,localhost'",
    "no_grpc_proxy, c.d, 'a,b,::1,c.d'",
    "no_grpc_proxy, '', 'a,b,::1'",
    "http_proxy, http://proxy, 'a,b,::1'"
  })
  void reachesOtherTasksWithoutAProxy(String variable, String value, String direct) {
    assertThat(filled(Map.of(variable, value))).containsEntry("no_grpc_proxy", direct);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "unset",
      value = {
        "ar_EG.UTF-8, unset, unset, ar_EG.UTF-8",
        "de_DE, tr_TR, en_US, de_DE",
        "'', tr_TR.UTF-8, en_US, tr_TR.UTF-8",
        "unset, unset, fa_IR, fa_IR",
        "unset, unset, unset, unset"
      })
  void keepsTheCharsetOfTheUsersLanguageOnly(
      String all, String charset, String language, String kept) {
    Map<String, String> variables = new HashMap<>();
    variables.put("LC_ALL", all);
    variables.put("LC_CTYPE", charset);
    variables.put("LANG", language);
    variables.values().removeIf(each -> each == null);
    assertThat(filled(variables))
        .containsEntry("LANG", "C")
        .containsEntry("LC_MESSAGES", "C")
        .containsEntry("LC_NUMERIC", "C")
        .doesNotContainKey("LC_ALL")
        .satisfies(filled -> assertThat(filled.get("LC_CTYPE")).isEqualTo(kept));
  }

  private static Map<String, String> filled(Map<String, String> before) {
    return filled(before, true);
  }

  private static Map<String, String> filled(Map<String, String> before, boolean attached) {
    Map<String, String> variables = new HashMap<>(before);
    TfConfig config =
        new TfConfig(
            new java.util.TreeMap<>(
                Map.of(
                    "master",
                    List.of("a:1"),
                    "ps",
                    List.of("b:1", "a:2"),
                    "worker",
                    List.of("[::1]:3"))));
    TaskSpec spec = new TaskSpec(MASTER, List.of("true"), config, Path.of("/logs/master-0.log"));
    TaskEnvironment.fill(variables, spec, "some-mark", attached);
    return variables;
  }
}
