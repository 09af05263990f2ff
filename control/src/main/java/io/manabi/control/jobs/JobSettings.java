package io.manabi.control.jobs;

import io.manabi.control.programs.Programs;
import java.nio.file.Path;

/**
 * What jobs run with.
 *
 * @param folder where each job has a folder with its logs, and what it learns if it says nothing
 *     else
 * @param tiers what they may ask for
 * @param all what they may take together
 * @param ofOneProject what those of one project may
 * @param programs what they can run
 */
public record JobSettings(
    Path folder, Tiers tiers, Demand all, Demand ofOneProject, Programs programs) {}
