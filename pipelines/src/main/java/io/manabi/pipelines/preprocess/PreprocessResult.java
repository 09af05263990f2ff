package io.manabi.pipelines.preprocess;

import io.manabi.core.files.Location;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a job wrote.
 *
 * @param transform the folder of the transform graph
 * @param dataSets the files of each data set, by its name
 * @param emptyColumns the columns in which no row has a value, as one whose name is misspelt; none
 *     if there were no statistics to tell
 * @param badRows how many rows could not be used
 * @param duplicates how many rows were left out because they were there already
 */
public record PreprocessResult(
    Location transform,
    Map<String, DataSet> dataSets,
    List<String> emptyColumns,
    long badRows,
    long duplicates) {

  /** Copies the collections. */
  public PreprocessResult {
    dataSets = Map.copyOf(dataSets);
    emptyColumns = List.copyOf(emptyColumns);
  }

  /**
   * One of the data sets.
   *
   * @throws IllegalArgumentException if the job had none of that name
   */
  public DataSet dataSet(String name) {
    DataSet dataSet = dataSets.get(name);
    if (dataSet == null) {
      throw new IllegalArgumentException("no data set " + name + " in " + dataSets.keySet());
    }
    return dataSet;
  }

  /**
   * The files of a data set.
   *
   * @param files the files of records, in order
   * @param rows the number of records in them
   * @param bytes their size together
   */
  public record DataSet(List<Location> files, long rows, long bytes) {

    /** Copies the list. */
    public DataSet {
      files = List.copyOf(files);
    }

    /**
     * The files as paths of this machine.
     *
     * @throws io.manabi.core.ManabiException if they are elsewhere
     */
    public List<Path> paths() {
      return files.stream().map(Location::path).toList();
    }
  }
}
