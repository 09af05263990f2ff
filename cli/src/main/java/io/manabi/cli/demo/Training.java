package io.manabi.cli.demo;

import io.manabi.cli.train.Cluster;
import java.util.List;

/**
 * How a demo trains.
 *
 * @param sample the name of the demo
 * @param trainer the program that each task runs
 * @param model the name of the model
 * @param trainerFlags flags that only this trainer has, with their values
 * @param steps global steps
 * @param examples how many training examples to use; tells runs apart
 * @param unit what an example is, for the user, as {@code images}
 * @param checkpointSecs seconds between checkpoints
 * @param cluster the tasks
 * @param seed the seed
 * @param profileSteps how many steps to profile
 */
record Training(
    String sample,
    Class<?> trainer,
    String model,
    List<String> trainerFlags,
    long steps,
    int examples,
    String unit,
    int checkpointSecs,
    Cluster cluster,
    long seed,
    int profileSteps) {}
