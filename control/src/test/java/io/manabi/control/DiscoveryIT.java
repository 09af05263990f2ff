package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.control.messages.AutoScaling;
import io.manabi.control.messages.Config;
import io.manabi.control.messages.Job;
import io.manabi.control.messages.JobList;
import io.manabi.control.messages.Location;
import io.manabi.control.messages.ManualScaling;
import io.manabi.control.messages.ModelList;
import io.manabi.control.messages.ModelResource;
import io.manabi.control.messages.OperationList;
import io.manabi.control.messages.OperationResource;
import io.manabi.control.messages.RefusedFields;
import io.manabi.control.messages.ReplicaConfig;
import io.manabi.control.messages.Scheduling;
import io.manabi.control.messages.TrainingInput;
import io.manabi.control.messages.TrainingOutput;
import io.manabi.control.messages.VersionList;
import io.manabi.control.messages.VersionResource;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server beside the schema that Google publishes of its API. */
class DiscoveryIT {
  private static final JsonNode DOCUMENT = document();

  /** Messages by their names in the schema. */
  private static final Map<String, Class<?>> MESSAGES =
      Map.ofEntries(
          Map.entry("GoogleCloudMlV1__Job", Job.class),
          Map.entry("GoogleCloudMlV1__ListJobsResponse", JobList.class),
          Map.entry("GoogleCloudMlV1__TrainingInput", TrainingInput.class),
          Map.entry("GoogleCloudMlV1__TrainingOutput", TrainingOutput.class),
          Map.entry("GoogleCloudMlV1__ReplicaConfig", ReplicaConfig.class),
          Map.entry("GoogleCloudMlV1__Scheduling", Scheduling.class),
          Map.entry("GoogleCloudMlV1__Model", ModelResource.class),
          Map.entry("GoogleCloudMlV1__ListModelsResponse", ModelList.class),
          Map.entry("GoogleCloudMlV1__Version", VersionResource.class),
          Map.entry("GoogleCloudMlV1__ListVersionsResponse", VersionList.class),
          Map.entry("GoogleCloudMlV1__ManualScaling", ManualScaling.class),
          Map.entry("GoogleCloudMlV1__AutoScaling", AutoScaling.class),
          Map.entry("GoogleCloudMlV1__OperationMetadata", OperationResource.Metadata.class),
          Map.entry("GoogleCloudMlV1__Location", Location.class),
          Map.entry("GoogleCloudMlV1__Capability", Location.Capability.class),
          Map.entry("GoogleCloudMlV1__GetConfigResponse", Config.class),
          Map.entry("GoogleLongrunning__Operation", OperationResource.class),
          Map.entry("GoogleLongrunning__ListOperationsResponse", OperationList.class),
          Map.entry("GoogleRpc__Status", OperationResource.Status.class));

  /** Fields of Manabi's own. */
  private static final Map<Class<?>, Set<String>> OWN =
      Map.of(ModelResource.class, Set.of("aliases"), VersionResource.class, Set.of("lineage"));

  /** Methods that have no meaning here. */
  private static final Set<String> MISSING = Set.of("ml.projects.explain", "ml.projects.predict");

  private static RunningControl control;

  @BeforeAll
  static void start(@TempDir Path folder) {
    control = new RunningControl(folder, 1);
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static JsonNode document() {
    try (InputStream in = DiscoveryIT.class.getResourceAsStream("ml.v1.json")) {
      return new ObjectMapper().readTree(in);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Map.Entry<String, Class<?>>> messages() {
    return MESSAGES.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void hasEachFieldOrRefusesIt(Map.Entry<String, Class<?>> message) {
    JsonNode schema = DOCUMENT.path("schemas").path(message.getKey());
    assertThat(schema.isObject()).isTrue();
    Set<String> google = new TreeSet<>();
    schema.path("properties").fieldNames().forEachRemaining(google::add);
    Set<String> ours = new TreeSet<>();
    for (RecordComponent field : message.getValue().getRecordComponents()) {
      ours.add(field.getName());
    }
    ours.removeAll(OWN.getOrDefault(message.getValue(), Set.of()));
    Set<String> refused = RefusedFields.of(message.getValue());

    assertThat(refused).doesNotContainAnyElementsOf(ours);
    Set<String> both = new TreeSet<>(ours);
    both.addAll(refused);
    assertThat(both).isEqualTo(google);
  }

  /** A method of the schema. */
  private record Method(String id, String http, String path) {}

  private static void collect(JsonNode resource, List<Method> into) {
    for (JsonNode method : resource.path("methods")) {
      into.add(
          new Method(
              method.path("id").asText(),
              method.path("httpMethod").asText(),
              "/" + method.path("flatPath").asText().replaceAll("\\{(\\w+?)sId}", "$1_x")));
    }
    resource.path("resources").forEach(each -> collect(each, into));
  }

  /** What has no such resource is still another answer than a path without a method. */
  @Test
  void hasEachMethodOrSaysThatItHasNone() throws Exception {
    List<Method> methods = new ArrayList<>();
    collect(DOCUMENT, methods);
    assertThat(methods).hasSizeGreaterThan(40);
    for (Method method : methods) {
      String path = method.path().replace("project_x", "shop");
      HttpResponse<String> answer = control.send(method.http(), path, "{}");
      boolean isMissing = MISSING.contains(method.id()) || method.id().contains(".studies.");

      assertThat(answer.body()).as(method.id()).doesNotContain("There is no method");
      assertThat(answer.statusCode() == 501).as(method.id() + answer.body()).isEqualTo(isMissing);
      assertThat(answer.statusCode()).as(method.id() + answer.body()).isNotEqualTo(500);
    }
  }

  @Test
  void saysOfAFieldThatItDoesNotHaveThatItDoesNot() throws Exception {
    HttpResponse<String> answer =
        control.send(
            "POST",
            "/v1/projects/shop/models/m/versions",
            "{\"name\": \"v1\", \"container\": {\"image\": \"a\"}}");
    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(answer.body()).contains("the field container of Cloud ML Engine");
  }
}
