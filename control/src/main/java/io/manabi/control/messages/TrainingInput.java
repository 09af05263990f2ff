package io.manabi.control.messages;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be trained, and with what: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs#TrainingInput">
 * TrainingInput</a>.
 *
 * @param scaleTier the name of a set of tasks, or CUSTOM
 * @param masterType the machine type of the master; needed with CUSTOM
 * @param workerType that of the workers
 * @param workerCount how many there are beside the master
 * @param parameterServerType the machine type of parameter servers
 * @param parameterServerCount how many there are
 * @param packageUris files with the trainer: packages of Python, or jars
 * @param pythonModule its module, or main class
 * @param args arguments of it
 * @param region where it was to run in the cloud; kept and not looked at
 * @param jobDir where it leaves what it learns; it is told as --job-dir
 * @param runtimeVersion that of what is installed beside a trainer in Python; one below 2 calls the
 *     master so in {@code TF_CONFIG}
 * @param pythonVersion the first numbers of that of Python
 * @param masterConfig what all tasks run, if not a main class
 * @param scheduling when it runs
 * @param useChiefInTfConfig whether {@code TF_CONFIG} calls the master the chief
 */
public record TrainingInput(
    @Nullable String scaleTier,
    @Nullable String masterType,
    @Nullable String workerType,
    @JsonSerialize(using = ToStringSerializer.class) @Nullable Long workerCount,
    @Nullable String parameterServerType,
    @JsonSerialize(using = ToStringSerializer.class) @Nullable Long parameterServerCount,
    @Nullable List<String> packageUris,
    @Nullable String pythonModule,
    @Nullable List<String> args,
    @Nullable String region,
    @Nullable String jobDir,
    @Nullable String runtimeVersion,
    @Nullable String pythonVersion,
    @Nullable ReplicaConfig masterConfig,
    @Nullable Scheduling scheduling,
    @Nullable Boolean useChiefInTfConfig) {}
