package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.api.services.ml.v1.CloudMachineLearningEngine.Projects.Jobs;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1Job;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1TrainingInput;
import io.manabi.control.programs.PythonRequirements;
import io.manabi.store.DatabaseAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program of tf.distribute, as its author packs it for Cloud ML Engine, with PyPI's TensorFlow.
 */
class DistributedPythonIT {
  /** It may have to fetch TensorFlow. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @Test
  void trainsWithTwoWorkers() throws Exception {
    Path requirements = Path.of("src", "test", "python", "requirements.txt").toAbsolutePath();
    try (RunningControl control =
        new RunningControl(
            folder,
            1,
            DatabaseAddress.directory(folder.resolve("database")),
            new PythonRequirements(Optional.empty(), Map.of("2.18", requirements)))) {
      Path packed = TrainerPackage.sourceDistribution(folder);
      String uri = control.upload("shop", "trainer-0.1.tar.gz", Files.readAllBytes(packed));
      GoogleCloudMlV1TrainingInput input =
          new GoogleCloudMlV1TrainingInput()
              .setScaleTier("CUSTOM")
              .setMasterType("standard")
              .setWorkerType("standard")
              .setWorkerCount(1L)
              .setRuntimeVersion("2.18")
              .setRegion("us-central1")
              .setPackageUris(List.of(uri))
              .setPythonModule("trainer.task")
              .setArgs(List.of("--steps", "60"));
      Jobs jobs = control.google().projects().jobs();
      jobs.create(
              "projects/shop", new GoogleCloudMlV1Job().setJobId("line").setTrainingInput(input))
          .execute();

      GoogleCloudMlV1Job ended =
          await()
              .atMost(LIMIT)
              .until(
                  () -> jobs.get("projects/shop/jobs/line").execute(),
                  job -> job.getEndTime() != null);
      assertThat(ended.getState()).as(ended.getErrorMessage()).isEqualTo("SUCCEEDED");
      Path job = folder.resolve("jobs/shop/line");
      assertThat(Files.readString(job.resolve("output/line.json")))
          .matches(
              "\\{\"slope\": 1\\.(40|39)\\d*, \"offset\": (1\\.0|0\\.99)\\d*, \"replicas\": 2}");
      assertThat(Files.readString(job.resolve("logs/worker-0.log"))).contains("worker has loss");
    }
  }
}
