package io.manabi.bench;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.samples.census.CensusData;
import java.util.List;

/** The columns of the census by what is computed of them. */
final class CensusColumns {
  static final List<String> NUMBERS =
      List.of("age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week");

  static final List<String> TEXTS =
      CensusData.COLUMNS.stream().filter(name -> !NUMBERS.contains(name)).toList();

  /** Missing values are a text like others. */
  static final Schema SCHEMA =
      new Schema(
          CensusData.COLUMNS.stream()
              .map(
                  name ->
                      NUMBERS.contains(name)
                          ? Column.int64(name)
                          : Column.bytes(name).withDefault("?"))
              .toList());

  private CensusColumns() {}
}
