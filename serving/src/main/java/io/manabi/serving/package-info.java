/**
 * The prediction server. It loads SavedModels and answers TensorFlow Serving's REST API and Cloud
 * ML Engine's online prediction.
 *
 * <pre>{@code
 * try (ServedModels models = new ServedModels();
 *     PredictionServer server = PredictionServer.builder(models).port(8080).build()) {
 *   models.load("MNIST", "v1", 1, Path.of("export/1"));
 *   server.start();
 *   // POST http://127.0.0.1:8080/v1/models/MNIST:predict {"instances": [[0.0, 0.1, …]]}
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.serving;

import org.jspecify.annotations.NullMarked;
