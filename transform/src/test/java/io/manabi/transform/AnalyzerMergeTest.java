package io.manabi.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.manabi.core.Batch;
import io.manabi.transform.AnalysisPhase.Node;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is known of each day, kept and merged, is what one goes through all days to find: exactly
 * where arithmetic is exact, within 1e-9 where sums are rounded. All numbers are few enough for
 * sketches to keep them all; for others see {@code SketchMergeTest}.
 */
class AnalyzerMergeTest {
  private static final AnalysisPlan PLAN = AnalysisPlan.of(new EveryAnalyzer());

  @TempDir private Path folder;

  /** If it fails, there is a new analyzer: add it to {@link EveryAnalyzer}. */
  @Test
  void knowsEveryAnalyzer() {
    Set<String> tested = new TreeSet<>();
    AnalysisPlan plan = PLAN;
    List<List<List<Batch>>> days = new RandomParts(1).days(1);
    while (!plan.isComplete()) {
      Accumulators all;
      try (Days analyzed = new Days(plan.next())) {
        all = analyzed.inOneGo(days);
      }
      for (Node<?> node : all.nodes()) {
        Analyzer<?> analyzer = node.definition().analyzer();
        tested.add(analyzer.getClass().getName());
        AccumulatorStates.inner(analyzer).ifPresent(each -> tested.add(each.getClass().getName()));
      }
      plan = plan.resolve(all, folder);
    }
    Set<String> analyzers =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.manabi")
                .stream()
                .filter(each -> each.isAssignableTo(Analyzer.class))
                .filter(each -> !each.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    assertThat(analyzers).hasSizeGreaterThan(5);
    analyzers.add(LongestText.class.getName());
    assertThat(tested).isEqualTo(analyzers);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void mergesToWhatOneGoFinds(long seed) {
    List<List<List<Batch>>> days = new RandomParts(seed).days(1 + (int) seed % 4);
    AnalysisPlan plan = PLAN;
    int phases = 0;
    while (!plan.isComplete()) {
      try (Days analyzed = new Days(plan.next())) {
        Accumulators expected = analyzed.inOneGo(days);
        assertSame(analyzed.merged(days.stream().map(analyzed::day).toList()), expected);
        plan = plan.resolve(expected, folder);
      }
      phases++;
    }
    assertThat(phases).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void changesNothingByKeepingIt(long seed) {
    AnalysisPhase phase = PLAN.next();
    try (Days analyzed = new Days(phase)) {
      Accumulators known = analyzed.inOneGo(new RandomParts(seed).days(2));
      List<byte[]> kept = Days.encoded(known);
      List<byte[]> nothing = Days.encoded(phase.create());
      Accumulators again = analyzed.merged(List.of(kept));
      Accumulators withNothing = analyzed.merged(List.of(nothing, kept, nothing));
      for (int i = 0; i < phase.size(); i++) {
        String what = known.nodes().get(i).definition().analyzer().toString();
        assertThat(again.encode(i)).as(what).isEqualTo(kept.get(i));
        assertThat(withNothing.encode(i)).as(what).isEqualTo(kept.get(i));
      }
    }
  }

  private static void assertSame(Accumulators actual, Accumulators expected) {
    for (int i = 0; i < expected.nodes().size(); i++) {
      Analyzer<?> analyzer = expected.nodes().get(i).definition().analyzer();
      byte[] state = actual.encode(i);
      AccumulatorStates.assertSame(analyzer, state, expected.encode(i));
      boolean exact = Arrays.equals(state, expected.encode(i));
      List<Analyzer.Value> some = actual.nodes().get(i).extract();
      List<Analyzer.Value> others = expected.nodes().get(i).extract();
      assertThat(some).as("%s", analyzer).hasSameSizeAs(others);
      for (int result = 0; result < some.size(); result++) {
        AnalyzerValues.assertSame(analyzer.toString(), some.get(result), others.get(result), exact);
      }
    }
  }
}
