package io.manabi.prediction.saved;

import io.manabi.prediction.saved.SavedModelSession.Place;
import java.util.List;
import org.tensorflow.internal.c_api.TF_Output;

/** Tensors of a graph in the order in which they are fed or fetched, as TensorFlow takes them. */
final class Places {
  private final TF_Output handles;
  private final int count;

  private Places(TF_Output handles, int count) {
    this.handles = handles;
    this.count = count;
  }

  static Places of(List<Place> places) {
    TF_Output handles = new TF_Output(Math.max(1, places.size()));
    for (int i = 0; i < places.size(); i++) {
      handles.position(i).oper(places.get(i).operation()).index(places.get(i).index());
    }
    return new Places(handles.position(0), places.size());
  }

  TF_Output handles() {
    return handles;
  }

  int count() {
    return count;
  }
}
