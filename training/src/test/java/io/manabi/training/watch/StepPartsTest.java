package io.manabi.training.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.training.StripesJob;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.ModelParameters;
import io.manabi.training.step.TrainSession;
import io.manabi.training.watch.StepTimes.Part;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;

class StepPartsTest {
  @TempDir Path data;
  @TempDir Path job;

  @Test
  void tellsWhatTheOperationsOfATrainingAreFor() throws Exception {
    StripesJob.writeData(data);
    TrainingSpec spec = StripesJob.spec(data, job, 10, 8);
    GraphDef graph;
    try (TrainSession train =
        TrainSession.alone(spec, ModelParameters.collect(spec), ConfigProto.getDefaultInstance())) {
      graph = train.graph();
    }
    assertThat(part(graph, "ParseExampleV2")).isEqualTo(Part.INPUT);
    assertThat(part(graph, "DecodeRaw")).isEqualTo(Part.INPUT);
    assertThat(part(graph, "Conv2D")).isEqualTo(Part.COMPUTE);
    assertThat(part(graph, "Conv2DBackpropFilter")).isEqualTo(Part.COMPUTE);
    assertThat(part(graph, "ResourceApplyAdam")).isEqualTo(Part.APPLY);
    assertThat(new StepParts(graph).of("some_node", "[4B] some_node = _Recv(a)"))
        .isEqualTo(Part.TRANSFER);
  }

  private static Part part(GraphDef graph, String op) {
    String name =
        graph.getNodeList().stream()
            .filter(node -> node.getOp().equals(op))
            .findFirst()
            .orElseThrow()
            .getName();
    return new StepParts(graph).of(name, "");
  }
}
