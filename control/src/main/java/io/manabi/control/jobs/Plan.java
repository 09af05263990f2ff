package io.manabi.control.jobs;

import io.manabi.control.programs.PythonEnvironment;
import io.manabi.jobs.JobSpec;
import java.util.Optional;

/**
 * What is done for a job.
 *
 * @param spec its tasks
 * @param environment what must be made before they start, if that is needed
 */
record Plan(JobSpec spec, Optional<PythonEnvironment> environment) {}
