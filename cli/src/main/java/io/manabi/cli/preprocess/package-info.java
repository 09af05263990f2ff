/**
 * The command that preprocesses data with what a user wrote.
 *
 * <pre>{@code
 * manabi preprocess --jar census.jar --preprocessing com.acme.CensusPreprocessing \
 *     --input 'train=data/*.csv' --output records
 * }</pre>
 */
@NullMarked
package io.manabi.cli.preprocess;

import org.jspecify.annotations.NullMarked;
