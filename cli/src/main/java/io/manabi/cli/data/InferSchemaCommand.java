package io.manabi.cli.data;

import io.manabi.pipelines.validation.DataSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The schema that a data set has. */
@Command(
    name = "infer-schema",
    description = {
      "Write the schema that a data set has, as text of TensorFlow Metadata, to read and change.",
      "Types, presence, number of values, and the values of columns with at most 100 different"
          + " strings. To let a column be absent at serving, add default_environment: \"TRAINING\""
          + " and \"SERVING\", and to the column not_in_environment: \"SERVING\"."
    })
final class InferSchemaCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Mixin private InputOptions options = new InputOptions();

  @Parameters(paramLabel = "INPUT", arity = "1..*", description = "The files of the data set.")
  private List<String> inputs = List.of();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write to, as schema.pbtxt (default: standard output).")
  private @Nullable Path output;

  @Override
  public Integer call() {
    DataSchema schema = DataSchema.infer(options.statistics(inputs, null, output));
    new Output(spec.commandLine().getOut(), output).text(schema.toString());
    return 0;
  }
}
