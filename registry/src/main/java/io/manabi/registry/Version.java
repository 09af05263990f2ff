package io.manabi.registry;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A version of a model.
 *
 * @param model the name of the model
 * @param name its name, such as {@code v1}, as Cloud ML Engine's clients use it
 * @param number its number, counted up from 1 in each model, as TensorFlow Serving's clients use it
 * @param origin the directory of its SavedModel
 * @param description what is special about it; may be empty
 * @param state whether it can serve
 * @param createTime when it was created
 */
public record Version(
    String model,
    String name,
    long number,
    Path origin,
    String description,
    VersionState state,
    Instant createTime) {}
