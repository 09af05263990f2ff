package io.manabi.pipelines.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.StatisticsAccumulator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StatisticsPageTest {
  private static final String EVIL = "\"><script>alert('x')</script>&";

  @Test
  void neverLetsDataBecomeMarkup() {
    DataStatistics statistics =
        new Data().strings(EVIL, EVIL, EVIL).integers(EVIL + "2", 1, 2).statistics();
    DataStatistics named =
        new DataStatistics(EVIL, statistics.rows(), 1, EVIL, statistics.columns());
    List<Anomaly> anomalies = List.of(new Anomaly(EVIL, AnomalyCode.SCHEMA_NEW_COLUMN, EVIL, 1));
    for (String page :
        List.of(
            StatisticsPage.of(named, anomalies),
            StatisticsPage.of(Comparison.of(named, named), anomalies))) {
      assertThat(page)
          .contains("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;")
          .doesNotContain(EVIL)
          .doesNotContain("alert('x')");
      assertThat(page.split("<script>", -1)).as("the page's own script only").hasSize(2);
    }
  }

  @Test
  void needsNoOtherFile() {
    assertThat(StatisticsPage.of(DataValidatorTest.mixed().statistics(), List.of()))
        .doesNotContain("http")
        .doesNotContain("src=")
        .doesNotContain("<link")
        .doesNotContain("{{")
        .doesNotContain("NaN%");
  }

  @Test
  void showsWhatDeservesALookFirst() {
    String page =
        StatisticsPage.of(
            new Data()
                .integers("whole", 1, 2, 3, 4)
                .integers("gaps", 1L, null, null, 4L)
                .integers("wrong", 1, 2, 3, 4)
                .statistics(),
            List.of(new Anomaly("wrong", AnomalyCode.INT_TYPE_BIG_INT, "Too big.", 0.25)));
    assertThat(names(page)).containsExactly("wrong", "gaps", "whole");
    assertThat(page).contains("1 anomaly").contains("50.00 % missing").contains("Too big.");
  }

  @Test
  void putsTwoDataSetsSideBySide() {
    String page =
        StatisticsPage.of(
            Comparison.of(
                new Data()
                    .integers("same", 1, 2)
                    .integers("moved", 1, 2)
                    .integers("gone", 1, 2)
                    .statistics(),
                new Data()
                    .integers("same", 1, 2)
                    .integers("moved", 3, 4)
                    .strings("new", "a", "b")
                    .statistics()),
            List.of());
    assertThat(names(page)).startsWith("gone").endsWith("moved", "same");
    assertThat(page)
        .contains("only in the first")
        .contains("only in the second")
        .contains("JS 1.0000")
        .contains("JS 0.0000");
  }

  @Test
  void showsDataWithoutRows() {
    StatisticsAccumulator none = new StatisticsAccumulator();
    assertThat(StatisticsPage.of(none.statistics("nothing"), List.of())).contains("nothing");
  }

  private static List<String> names(String page) {
    return Pattern.compile("data-name=\"([^\"]*)\"")
        .matcher(page)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
