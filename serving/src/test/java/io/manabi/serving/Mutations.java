package io.manabi.serving;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes wrong requests of right ones, by chance. */
final class Mutations {
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[\\[\\]{}:,]|[^\\s\\[\\]{}:,\"]+");

  /** What stands for a token of JSON; none of it need be one. */
  private static final List<String> ODD_TOKENS =
      List.of(
          "",
          "null",
          "true",
          "{}",
          "[]",
          "[[]]",
          "[[1],[2,3]]",
          "[null]",
          "\"\"",
          "\"x\"",
          "\"é\"",
          "\"\\ud83d\"",
          "\"\\ud83d\\ude00\"",
          "\"\\u0000\"",
          "\"\\x\"",
          "\"",
          "0",
          "-0",
          "-",
          "01",
          "1.5",
          "1e400",
          "-1e400",
          "1e-400",
          "1e999999999999",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "18446744073709551616",
          "123456789".repeat(300),
          "0." + "0".repeat(2000) + "1",
          "NaN",
          "Infinity",
          "-Inf",
          "{\"b64\": \"AA==\"}",
          "{\"b64\": \"!\"}",
          "{\"b64\": 1}",
          "{\"b64\": \"\", \"b64\": \"AAA=\"}",
          "{\"a\": 1, \"a\": 2}",
          "[".repeat(99) + "1" + "]".repeat(99),
          "[".repeat(300),
          "{\"a\":".repeat(300),
          "[" + "1,".repeat(5000) + "1]",
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\u0000",
          "/**/",
          "\"instances\"",
          "\"inputs\"",
          "\"data\"",
          "\"signature_name\"",
          "\"binary_data_size\"",
          "\"shape\"",
          "\"BYTES\"",
          "\"FP16\"",
          "\"UINT64\"",
          "\"BOOL\"");

  private final Random random;

  Mutations(Random random) {
    this.random = random;
  }

  /** One of them. */
  <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** JSON with other tokens here and there, and sometimes other bytes. */
  byte[] json(String good) {
    List<String> tokens =
        TOKEN.matcher(good).results().map(match -> match.group()).collect(Collectors.toList());
    for (int edits = random.nextInt(4); edits >= 0 && !tokens.isEmpty(); edits--) {
      int at = random.nextInt(tokens.size());
      switch (random.nextInt(6)) {
        case 0 -> tokens.remove(at);
        case 1 -> tokens.add(at, any(ODD_TOKENS));
        case 2 -> tokens.add(at, any(tokens));
        case 3 -> tokens.set(at, any(tokens));
        default -> tokens.set(at, any(ODD_TOKENS));
      }
    }
    byte[] body = String.join(" ", tokens).getBytes(UTF_8);
    return random.nextInt(4) == 0 ? bytes(body) : body;
  }

  /** The same bytes but for some that are changed, left out, put in or repeated. */
  byte[] bytes(byte[] good) {
    byte[] bytes = good;
    for (int edits = random.nextInt(3); edits >= 0; edits--) {
      int at = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, at + 1 + random.nextInt(8));
      ByteArrayOutputStream edited = new ByteArrayOutputStream();
      edited.write(bytes, 0, at);
      switch (random.nextInt(5)) {
        case 0 -> edited.write(bytes, to, bytes.length - to);
        case 1 -> {
          edited.writeBytes(some(8));
          edited.write(bytes, at, bytes.length - at);
        }
        case 2 -> {
          edited.write(bytes, at, to - at);
          edited.write(bytes, at, bytes.length - at);
        }
        case 3 -> {
          edited.write(random.nextBoolean() ? random.nextInt() : any(List.of(0, 0x7f, 0x80, 0xff)));
          edited.write(bytes, Math.min(at + 1, to), bytes.length - Math.min(at + 1, to));
        }
        default -> {
          // Ends here.
        }
      }
      bytes = edited.toByteArray();
    }
    return bytes;
  }

  /** Up to so many bytes. */
  byte[] some(int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** What may stand in a line of a head: any byte that does not end it. */
  String line(String good) {
    String line = new String(bytes(good.getBytes(ISO_8859_1)), ISO_8859_1);
    return line.replace('\r', ' ').replace('\n', ' ');
  }
}
