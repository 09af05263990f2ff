package io.manabi.bench;

import io.manabi.samples.census.CensusData;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Figures about the census by DuckDB.
 *
 * @param file the rows, comma-separated
 * @param parts how many parts quantiles divide numbers in
 */
record DuckDb(Path file, int parts) {

  /**
   * How long it takes, in seconds: with one scan of the file or with a table in memory, whichever
   * is faster.
   */
  double seconds() throws SQLException {
    return Math.min(seconds(List.of(inOneScan())), seconds(withTable()));
  }

  private double seconds(List<String> statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + Runtime.getRuntime().availableProcessors());
      long begin = System.nanoTime();
      for (String sql : statements) {
        if (statement.execute(sql)) {
          try (ResultSet results = statement.getResultSet()) {
            while (results.next()) {
              results.getObject(1);
            }
          }
        }
      }
      return (System.nanoTime() - begin) / 1e9;
    }
  }

  private String inOneScan() {
    String counts =
        CensusColumns.TEXTS.stream()
            .map(name -> "histogram(" + name + ")")
            .collect(Collectors.joining(", "));
    return "SELECT " + numbers() + ", " + counts + " FROM " + rows();
  }

  private List<String> withTable() {
    Stream<String> counts =
        CensusColumns.TEXTS.stream()
            .map(
                name ->
                    "SELECT %1$s, count(*) FROM rows GROUP BY 1 ORDER BY 2 DESC, 1 DESC"
                        .formatted(name));
    return Stream.concat(
            Stream.of(
                "CREATE TEMP TABLE rows AS SELECT * FROM " + rows(),
                "SELECT " + numbers() + " FROM rows"),
            counts)
        .toList();
  }

  private String numbers() {
    String borders =
        IntStream.range(1, parts)
            .mapToObj(part -> String.valueOf((double) part / parts))
            .collect(Collectors.joining(", ", "[", "]"));
    return CensusColumns.NUMBERS.stream()
        .map(
            name ->
                "avg(%1$s), stddev_pop(%1$s), approx_quantile(%1$s, %2$s)".formatted(name, borders))
        .collect(Collectors.joining(", "));
  }

  private String rows() {
    String columns =
        CensusData.COLUMNS.stream()
            .map(
                name ->
                    "'%s': '%s'"
                        .formatted(
                            name, CensusColumns.NUMBERS.contains(name) ? "BIGINT" : "VARCHAR"))
            .collect(Collectors.joining(", ", "{", "}"));
    return "read_csv('%s', delim = ', ', header = false, quote = '', columns = %s)"
        .formatted(file, columns);
  }
}
