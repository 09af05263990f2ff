package io.manabi.cli.data;

/** How a list is printed; the names are what the user types. */
enum ListFormat {
  table,
  json
}
