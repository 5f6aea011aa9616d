package dev.mirrorwatch.udfs.state;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.SupplierWithException;
import org.apache.flink.util.function.ThrowingRunnable;

/** Reads and writes keyed state, whose failures nobody can mend here: they fail the job. */
public final class StateAccess {

  private final String what;

  /**
   * @param what whose state it is, for the message of a failure
   */
  public StateAccess(String what) {
    this.what = what;
  }

  /** What is read, {@code null} where nothing is kept. */
  public <T> T read(SupplierWithException<T, Exception> reading) {
    try {
      return reading.get();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot read the state of " + what, e);
    }
  }

  /** Writes. */
  public void write(ThrowingRunnable<Exception> writing) {
    try {
      writing.run();
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot write the state of " + what, e);
    }
  }

  /** The values as they are now, so that the state may be changed while they are gone through. */
  public <T> List<T> copy(MapState<?, T> values) {
    return read(
        () -> {
          List<T> copy = new ArrayList<>();
          values.values().forEach(copy::add);
          return copy;
        });
  }
}
