package io.manabi.bench;

/**
 * What a training gave.
 *
 * @param imagesPerSecond the median of its second half
 * @param cpuMillis processor time of an image in that half, in milliseconds
 * @param accuracy on the test images
 */
record TrainedDigits(double imagesPerSecond, double cpuMillis, double accuracy) {}
