package io.manabi.cli.data;

import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes of a path or an address what a flag names by it. */
public final class LocationConverter implements ITypeConverter<Location> {

  @Override
  public Location convert(String value) {
    try {
      return Location.of(value);
    } catch (ManabiException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
