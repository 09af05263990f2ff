package io.manabi.prediction.sources;

import java.time.Duration;

/**
 * How directories are watched.
 *
 * @param pollWait how long to wait between two looks; zero to look once only
 * @param maxLoadRetries how often a version that could not be loaded is tried again at once
 * @param loadRetryWait how long to wait before that
 * @param labelsBeforeLoad whether labels may stand for versions that are not available
 */
public record WatchOptions(
    Duration pollWait, int maxLoadRetries, Duration loadRetryWait, boolean labelsBeforeLoad) {}
