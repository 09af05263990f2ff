/**
 * Strings and integers as indices of a vocabulary that a pass over the data finds, and text as
 * n-grams, bags of words and their weights.
 *
 * <pre>{@code
 * Vocabulary jobs =
 *     Vocabularies.vocabulary(
 *         columns, columns.bytes("job"), VocabularyOptions.named("jobs").withTopK(100));
 * Operand<TInt64> index = Vocabularies.applyVocabulary(columns, columns.bytes("job"), jobs);
 * Operand<TString> job = Vocabularies.tokens(columns, index, jobs, "?"); // and back
 * }</pre>
 */
@NullMarked
package io.manabi.transform.vocabularies;

import org.jspecify.annotations.NullMarked;
