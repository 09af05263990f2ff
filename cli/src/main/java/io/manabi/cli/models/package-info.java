/**
 * The commands about models and their versions, as {@code gcloud ml-engine models}, {@code
 * versions}, {@code operations}, {@code predict} and {@code local predict} have them.
 *
 * <pre>{@code
 * manabi models create MNIST
 * manabi versions create v1 --model MNIST --origin export/1
 * manabi predict --model MNIST --json-instances request.json
 * }</pre>
 */
@NullMarked
package io.manabi.cli.models;

import org.jspecify.annotations.NullMarked;
