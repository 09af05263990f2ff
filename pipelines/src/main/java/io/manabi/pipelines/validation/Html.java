package io.manabi.pipelines.validation;

/** Text in a page: whatever is in the data, it stays text. */
final class Html {
  private Html() {}

  /** The text with all that means something in HTML replaced, also within quotes. */
  static String escape(String text) {
    StringBuilder result = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '&' -> result.append("&amp;");
        case '<' -> result.append("&lt;");
        case '>' -> result.append("&gt;");
        case '"' -> result.append("&quot;");
        case '\'' -> result.append("&#39;");
        default -> result.append(Character.isISOControl(each) ? '\u00b7' : each);
      }
    }
    return result.toString();
  }
}
