package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.api.services.ml.v1.CloudMachineLearningEngine.Projects;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1Model;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1Version;
import com.google.api.services.ml.v1.model.GoogleLongrunningOperation;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.Location;
import io.manabi.pipelines.S3Store;
import io.manabi.registry.files.ModelFiles;
import io.manabi.registry.files.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions whose SavedModels are in a store that the server reaches over the network. */
class RemoteModelsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String MNIST = "projects/shop/models/MNIST";

  @TempDir private Path folder;
  private RunningControl control;
  private Projects projects;

  @BeforeEach
  void start() throws IOException {
    control = new RunningControl(folder, 1);
    projects = control.google().projects();
    Object unused =
        projects
            .models()
            .create("projects/shop", new GoogleCloudMlV1Model().setName("MNIST"))
            .execute();
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private GoogleLongrunningOperation create(String version, String uri) throws Exception {
    GoogleCloudMlV1Version asked =
        new GoogleCloudMlV1Version().setName(version).setDeploymentUri(uri);
    String name = projects.models().versions().create(MNIST, asked).execute().getName();
    return await()
        .atMost(LIMIT)
        .until(
            () -> projects.operations().get(name).execute(),
            operation -> Boolean.TRUE.equals(operation.getDone()));
  }

  /** Without the server, and without what it was copied from. */
  @Test
  void keepsFilesInAStoreForServersOfOtherMachines() throws Exception {
    S3Store store = S3Store.create("kept");
    Optional<Location> inStore = Optional.of(store.at("models"));
    Path export = folder.resolve("export");
    Files.createDirectories(export.resolve("variables"));
    Files.writeString(export.resolve("saved_model.pb"), "graph");
    Files.writeString(export.resolve("variables/variables.index"), "weights");
    Location origin = Location.of(export);
    List<StoredFile> files = new ModelFiles(folder.resolve("one"), inStore).add(origin);
    AtomicFiles.deleteTree(export);

    ModelFiles other = new ModelFiles(folder.resolve("two"), inStore);
    other.prepare("shop.MNIST", 1, origin, files, new HashSet<>());
    Path served = other.basePath("shop.MNIST").resolve("1");
    assertThat(served.resolve("saved_model.pb")).hasContent("graph");
    assertThat(served.resolve("variables/variables.index")).hasContent("weights");
    assertThat(other.collect(Set.of())).hasValue(2);
    assertThat(store.content("")).isEmpty();
  }

  @Test
  void copiesWhatIsServedFromAStore() throws Exception {
    S3Store store = S3Store.create("models");
    UnknownFieldSet graph =
        UnknownFieldSet.newBuilder()
            .addField(
                2,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("graph"))
                    .build())
            .build();
    try (OutputStream out = store.at("mnist/1/saved_model.pb").create()) {
      graph.writeTo(out);
    }
    store.write("mnist/1/variables/variables.index", "weights");
    store.write("mnist/10/saved_model.pb", "beside");

    assertThat(create("v1", "s3://models/mnist/1/").getError()).isNull();
    Path served = folder.resolve("models/served/shop.MNIST/1");
    assertThat(served.resolve("saved_model.pb")).hasBinaryContent(graph.toByteArray());
    assertThat(served.resolve("variables/variables.index")).hasContent("weights");
    assertThat(served.toFile().list()).containsExactlyInAnyOrder("saved_model.pb", "variables");
    GoogleCloudMlV1Version version =
        projects.models().versions().get(MNIST + "/versions/v1").execute();
    assertThat(version.getState()).isEqualTo("READY");
    assertThat(version.getDeploymentUri()).isEqualTo("s3://models/mnist/1");

    assertThat(create("v2", "s3://models/mnist/2").getError().getMessage())
        .isEqualTo(
            "There is no saved_model.pb in s3://models/mnist/2; give the folder that has it, as an"
                + " export has made.");
    assertThat(create("v3", "gs://nobody/mnist").getError().getMessage())
        .isEqualTo(
            "Cannot read gs://nobody/mnist: this distribution has no file system for gs://, one that"
                + " has it is built with its Maven profile, as s3.");
  }
}
