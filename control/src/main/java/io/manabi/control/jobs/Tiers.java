package io.manabi.control.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.TrainingInput;
import io.manabi.core.ManabiException;
import io.manabi.jobs.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The machine types and the scale tiers that jobs may ask for: <a
 * href="https://cloud.google.com/ml-engine/docs/tensorflow/machine-types">Specifying machine
 * types</a>.
 */
public final class Tiers {
  private static final String CUSTOM = "CUSTOM";
  private static final int MOST_TASKS = 1000;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Map<String, MachineType> machineTypes;
  private final Map<String, Tasks> scaleTiers;

  private Tiers(Map<String, MachineType> machineTypes, Map<String, Tasks> scaleTiers) {
    this.machineTypes = new TreeMap<>(machineTypes);
    this.scaleTiers = new TreeMap<>(scaleTiers);
  }

  /** What one task takes of the machine. */
  record MachineType(double cores, long memoryMebibytes) {}

  /** A file of them. */
  private record Definitions(
      @Nullable Map<String, MachineType> machineTypes, @Nullable Map<String, Tasks> scaleTiers) {}

  /** Those of Cloud ML Engine, smaller. */
  public static Tiers usual() {
    try (InputStream in = Tiers.class.getResourceAsStream("tiers.json")) {
      return new Tiers(Map.of(), Map.of()).with(JSON.readValue(in, Definitions.class));
    } catch (IOException e) {
      throw ManabiException.internal("The scale tiers cannot be read.", e);
    }
  }

  /**
   * These, and those of a file, which go before.
   *
   * @param file JSON with machineTypes, each with cores and memoryMebibytes, and scaleTiers, each
   *     with the fields of a training input
   * @throws ManabiException if it cannot be read, or a tier names a machine type that is not there
   */
  public Tiers with(Path file) {
    try {
      return with(JSON.readValue(Files.readAllBytes(file), Definitions.class));
    } catch (NoSuchFileException e) {
      throw ManabiException.user("There is no file " + file + " with scale tiers.", e);
    } catch (JsonProcessingException e) {
      throw ManabiException.user(
          "The scale tiers in "
              + file
              + " cannot be read: "
              + e.getOriginalMessage()
              + "; expected machineTypes with cores and memoryMebibytes, and scaleTiers.",
          e);
    } catch (IOException e) {
      throw ManabiException.resources("Cannot read " + file + ": " + e.getMessage() + ".", e);
    }
  }

  private Tiers with(Definitions more) {
    Tiers all = new Tiers(machineTypes, scaleTiers);
    if (more.machineTypes() != null) {
      all.machineTypes.putAll(more.machineTypes());
    }
    if (more.scaleTiers() != null) {
      all.scaleTiers.putAll(more.scaleTiers());
    }
    all.scaleTiers.forEach(
        (name, tier) -> {
          try {
            all.demand(tier);
          } catch (ApiFailure e) {
            throw ManabiException.user("Scale tier " + name + ": " + e.getMessage(), e);
          }
        });
    return all;
  }

  /**
   * The tasks that a job asks for.
   *
   * @throws ApiFailure if it asks for what there is not, or for both a tier and its parts
   */
  Tasks tasks(TrainingInput input) {
    String tier = input.scaleTier() == null ? "BASIC" : input.scaleTier();
    if (tier.equals(CUSTOM)) {
      return custom(input);
    }
    if (input.masterType() != null
        || input.workerType() != null
        || input.workerCount() != null
        || input.parameterServerType() != null
        || input.parameterServerCount() != null) {
      throw ApiFailure.invalid(
          "trainingInput has machine types or numbers of tasks beside scaleTier "
              + tier
              + "; leave them out, or give scaleTier CUSTOM.");
    }
    Tasks tasks = scaleTiers.get(tier);
    if (tasks == null) {
      throw ApiFailure.invalid(
          "There is no scaleTier "
              + tier
              + " here; expected CUSTOM or one of "
              + String.join(", ", scaleTiers.keySet())
              + ".");
    }
    return tasks;
  }

  private static Tasks custom(TrainingInput input) {
    if (input.masterType() == null) {
      throw ApiFailure.invalid("scaleTier CUSTOM needs trainingInput.masterType.");
    }
    return new Tasks(
        input.masterType(),
        input.workerType(),
        count("workerCount", input.workerCount()),
        input.parameterServerType(),
        count("parameterServerCount", input.parameterServerCount()));
  }

  private static int count(String field, @Nullable Long number) {
    long count = number == null ? 0 : number;
    if (count < 0 || count > MOST_TASKS) {
      throw ApiFailure.invalid(
          "trainingInput." + field + " is " + count + "; expected 0 to " + MOST_TASKS + ".");
    }
    return (int) count;
  }

  /**
   * What tasks take together.
   *
   * @throws ApiFailure if a machine type is not there
   */
  Demand demand(Tasks tasks) {
    return demand(tasks.masterType(), 1)
        .plus(demand(tasks.ofWorkers(), tasks.workerCount()))
        .plus(demand(tasks.ofParameterServers(), tasks.parameterServerCount()))
        .plus(new Demand(1, 0, 0));
  }

  /**
   * How much memory the machine type of each role has.
   *
   * @throws ApiFailure if a machine type is not there
   */
  Map<Task.Role, Long> memoryMebibytes(Tasks tasks) {
    return Map.of(
        Task.Role.MASTER, machine(tasks.masterType()).memoryMebibytes(),
        Task.Role.WORKER, machine(tasks.ofWorkers()).memoryMebibytes(),
        Task.Role.PS, machine(tasks.ofParameterServers()).memoryMebibytes());
  }

  private Demand demand(String type, int count) {
    MachineType machine = machine(type);
    return new Demand(0, count * machine.cores(), count * machine.memoryMebibytes());
  }

  private MachineType machine(String type) {
    MachineType machine = machineTypes.get(type);
    if (machine == null) {
      throw ApiFailure.invalid(
          "There is no machine type "
              + type
              + " here; expected one of "
              + String.join(", ", new TreeSet<>(machineTypes.keySet()))
              + ".");
    }
    return machine;
  }
}
