package io.manabi.pipelines.validation;

/**
 * The kinds of anomalies, by the names that TensorFlow Data Validation gives them in <a
 * href="https://github.com/tensorflow/metadata/blob/master/tensorflow_metadata/proto/v0/anomalies.proto">
 * anomalies.proto</a>.
 */
public enum AnomalyCode {
  /** An integer larger than 1 in a column of truth values. */
  BOOL_TYPE_BIG_INT,
  /** An integer less than 0 in a column of truth values. */
  BOOL_TYPE_SMALL_INT,
  /** A float that is neither 0 nor 1 in a column of truth values. */
  BOOL_TYPE_UNEXPECTED_FLOAT,
  /** A string that stands for neither truth value. */
  BOOL_TYPE_UNEXPECTED_STRING,
  /** The distributions of a numeric column differ too much. */
  COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH,
  /** The distributions of a column of strings differ too much. */
  COMPARATOR_L_INFTY_HIGH,
  /** More rows than allowed. */
  DATASET_HIGH_NUM_EXAMPLES,
  /** Fewer rows than wanted. */
  DATASET_LOW_NUM_EXAMPLES,
  /** The schema gives a column a domain that does not go with its type. */
  DOMAIN_INVALID_FOR_TYPE,
  /** Strings that are not valid UTF-8. */
  ENUM_TYPE_INVALID_UTF8,
  /** Strings that are not in the domain. */
  ENUM_TYPE_UNEXPECTED_STRING_VALUES,
  /** More different values than allowed. */
  FEATURE_TYPE_HIGH_UNIQUE,
  /** More values in a row than allowed. */
  FEATURE_TYPE_HIGH_NUMBER_VALUES,
  /** Too small a share of rows has a value. */
  FEATURE_TYPE_LOW_FRACTION_PRESENT,
  /** Too few rows have a value. */
  FEATURE_TYPE_LOW_NUMBER_PRESENT,
  /** Fewer values in a row than wanted. */
  FEATURE_TYPE_LOW_NUMBER_VALUES,
  /** Fewer different values than wanted. */
  FEATURE_TYPE_LOW_UNIQUE,
  /** No row has a value. */
  FEATURE_TYPE_NOT_PRESENT,
  /** A float greater than allowed. */
  FLOAT_TYPE_BIG_FLOAT,
  /** Infinite values. */
  FLOAT_TYPE_HAS_INF,
  /** Values that are not a number. */
  FLOAT_TYPE_HAS_NAN,
  /** A float less than allowed. */
  FLOAT_TYPE_SMALL_FLOAT,
  /** An integer greater than allowed. */
  INT_TYPE_BIG_INT,
  /** An integer less than allowed. */
  INT_TYPE_SMALL_INT,
  /** A value of another shape than the schema has. */
  INVALID_FEATURE_SHAPE,
  /** No rows at all. */
  NO_DATA_IN_SPAN,
  /** A column that should be there is not. */
  SCHEMA_MISSING_COLUMN,
  /** A column that the schema does not know. */
  SCHEMA_NEW_COLUMN,
  /** Values of another type. */
  UNEXPECTED_DATA_TYPE
}
