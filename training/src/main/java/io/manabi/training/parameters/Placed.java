package io.manabi.training.parameters;

import io.manabi.training.network.Parameter;
import io.manabi.training.saved.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/**
 * A parameter, or some rows of one, with its place and its variables.
 *
 * @param parameter the parameter; of a part, with the shape of the part
 * @param slice which part; null for all
 * @param device where it is; null where there is only one device
 * @param handles its own handle first, then those of the optimizer's slots
 * @param average the handle of its moving average, if it has one
 */
public record Placed(
    Parameter parameter,
    @Nullable Slice slice,
    @Nullable DeviceSpec device,
    List<Operand<? extends TType>> handles,
    @Nullable Operand<? extends TType> average) {
  Operand<? extends TType> handle() {
    return handles.get(0);
  }
}
