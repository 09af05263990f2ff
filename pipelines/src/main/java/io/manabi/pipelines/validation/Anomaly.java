package io.manabi.pipelines.validation;

import java.util.Locale;

/**
 * Something in which data differ from their schema or from other data.
 *
 * @param column the column; empty if it is the data set as a whole
 * @param code what kind of difference it is
 * @param reason what is wrong and what was expected, a sentence for people
 * @param share the share of rows that are concerned, or of values where a row has several, from 0
 *     to 1; NaN if statistics cannot tell
 */
public record Anomaly(String column, AnomalyCode code, String reason, double share) {

  /** One line: column, code, reason and share. */
  @Override
  public String toString() {
    return (column.isEmpty() ? "" : column + ": ")
        + code
        + ": "
        + reason
        + (Double.isNaN(share) ? "" : " (" + percent(share) + " of rows)");
  }

  /** A share as people read it: {@code 12.3 %}; never 0 or 100 but for none and all. */
  public static String percent(double share) {
    if (share > 0 && share < 0.0001) {
      return "< 0.01 %";
    }
    if (share > 0.9999 && share < 1) {
      return "> 99.99 %";
    }
    return String.format(
        Locale.ROOT, share == 0 || share == 1 ? "%.0f %%" : "%.2f %%", share * 100);
  }
}
