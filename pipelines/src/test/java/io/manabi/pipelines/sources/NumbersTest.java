package io.manabi.pipelines.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  private final Numbers numbers = new Numbers();

  @Property
  void readsEveryInteger(@ForAll long value) {
    assertThat(integer(Long.toString(value))).isNull();
    assertThat(numbers.integer).isEqualTo(value);
  }

  @Property
  void refusesIntegersOutOfRange(@ForAll BigInteger value) {
    boolean fits = value.bitLength() < Long.SIZE;
    assertThat(integer(value.toString()) == null).isEqualTo(fits);
  }

  @Property(tries = 5000)
  void readsDecimalsAsJavaDoes(@ForAll long digits, @ForAll @IntRange(max = 20) int scale) {
    assertReadsAsJavaDoes(BigDecimal.valueOf(digits, scale).toPlainString());
    assertReadsAsJavaDoes(BigDecimal.valueOf(digits % 1_000_000_000L, scale).toPlainString());
  }

  @Property(tries = 5000)
  void readsEveryFloat(@ForAll float value) {
    assertReadsAsJavaDoes(Float.toString(value));
    assertReadsAsJavaDoes(new BigDecimal(value).toPlainString());
  }

  @Property(tries = 5000)
  void readsEveryDouble(@ForAll double value, @ForAll long digits) {
    assertReadsDoubleAsJavaDoes(Double.toString(value));
    assertReadsDoubleAsJavaDoes(BigDecimal.valueOf(digits, 9).toPlainString());
  }

  @ParameterizedTest
  @CsvSource({
    "-1.8e308,-Infinity",
    "1e400,Infinity",
    "1e39,1e39",
    "1700000000.123,1700000000.123",
    "nan,NaN",
    "-inf,-Infinity",
    "18446744073709551615,18446744073709551615",
    "5e-324,5e-324"
  })
  void readsWhatNoFloatHas(String text, double expected) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(numbers.readDouble(bytes, 0, bytes.length)).isNull();
    assertThat(Double.valueOf(numbers.exact)).isEqualTo(Double.valueOf(expected));
  }

  private void assertReadsDoubleAsJavaDoes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(numbers.readDouble(bytes, 0, bytes.length)).as(text).isNull();
    assertThat(Double.valueOf(numbers.exact)).as(text).isEqualTo(Double.valueOf(text));
  }

  /** Half way between two floats, where a double in between would round twice. */
  @Property(tries = 2000)
  void readsWhatIsHalfWay(@ForAll @IntRange(min = 1) int bits) {
    float value = Float.intBitsToFloat(bits % 0x10000000 + 0x38000000);
    BigDecimal middle =
        new BigDecimal(value).add(new BigDecimal(Math.nextUp(value))).divide(BigDecimal.valueOf(2));
    assertReadsAsJavaDoes(middle.toPlainString());
    assertReadsAsJavaDoes(middle.round(new MathContext(15)).toPlainString());
  }

  @ParameterizedTest
  @CsvSource({
    "NaN,NaN", "nan,NaN", "-nan,NaN", "inf,Infinity", "+Inf,Infinity", "-inf,-Infinity",
    "Infinity,Infinity", "-Infinity,-Infinity", "-0,-0.0", ".5,0.5", "5.,5", "+1e-2,0.01",
    "16777217,16777216", "1e-60,0"
  })
  void readsOtherSpellings(String text, float expected) {
    assertThat(real(text)).isNull();
    assertThat(Float.valueOf(numbers.real)).isEqualTo(Float.valueOf(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "1e+",
        "1.2.3",
        "1_0",
        "1 ",
        "0x10",
        "1f",
        "--1",
        "infinite"
      })
  void refusesWhatIsNoNumber(String text) {
    assertThat(real(text)).isEqualTo("is no number");
    assertThat(integer(text)).isEqualTo("is no integer");
  }

  private void assertReadsAsJavaDoes(String text) {
    float expected = Float.parseFloat(text);
    String problem = real(text);
    if (Float.isInfinite(expected)) {
      assertThat(problem == null ? Float.toString(numbers.real) : problem)
          .isIn("is out of the range of 32-bit floats", text);
    } else if (Float.isNaN(expected)) {
      assertThat(numbers.real).isNaN();
    } else {
      assertThat(numbers.real).as(text).isEqualTo(expected);
    }
  }

  private @Nullable String integer(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return numbers.readInteger(bytes, 0, bytes.length);
  }

  private @Nullable String real(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return numbers.readFloat(bytes, 0, bytes.length);
  }
}
