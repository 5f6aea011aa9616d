package dev.mirrorwatch.job.sink;

import dev.mirrorwatch.udfs.event.Alert;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Carries the results of an embedded job that ends to the process around it: one file for each
 * subtask in a folder of this machine, read when the job is over. For jobs without checkpoints.
 */
public final class SpoolSink<T> implements Sink<T> {

  private final String folder;
  private final TypeSerializer<T> serializer;
  private final @Nullable Versions<T> versions;

  /** Results of which some are later versions of others. */
  private interface Versions<T> extends Serializable {

    String key(T element);

    /** The element in as little room as it takes. */
    T kept(T element);

    T last(T before, T now);
  }

  /** All results. */
  public SpoolSink(Path folder, TypeSerializer<T> serializer) {
    this(folder, serializer, null);
  }

  private SpoolSink(Path folder, TypeSerializer<T> serializer, @Nullable Versions<T> versions) {
    this.folder = folder.toString();
    this.serializer = serializer;
    this.versions = versions;
  }

  /**
   * Of each alert the last revision. A subtask keeps those it was told until the job is over; what
   * several were told of one alert is put together when it is read.
   */
  public static SpoolSink<Alert> ofLastRevisions(Path folder, TypeSerializer<Alert> serializer) {
    return new SpoolSink<>(
        folder,
        serializer,
        new Versions<>() {
          @Override
          public String key(Alert alert) {
            return alert.id();
          }

          @Override
          public Alert kept(Alert alert) {
            return alert.closed();
          }

          @Override
          public Alert last(Alert before, Alert now) {
            return before.orLater(now);
          }
        });
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    int subtask = context.getTaskInfo().getIndexOfThisSubtask();
    DataOutputViewStreamWrapper out =
        new DataOutputViewStreamWrapper(
            new BufferedOutputStream(Files.newOutputStream(Path.of(folder, "subtask-" + subtask))));
    return new SinkWriter<>() {
      private final Map<String, T> last = new LinkedHashMap<>();

      @Override
      public void write(T element, Context writeContext) throws IOException {
        if (versions == null) {
          serializer.serialize(element, out);
        } else {
          last.merge(versions.key(element), versions.kept(element), versions::last);
        }
      }

      @Override
      public void flush(boolean endOfInput) throws IOException {
        if (endOfInput) {
          for (T element : last.values()) {
            serializer.serialize(element, out);
          }
          last.clear();
        }
        out.flush();
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  /** The results, in no particular order. */
  public void forEach(Consumer<T> consumer) {
    if (versions == null) {
      readAll(consumer);
      return;
    }
    Map<String, T> last = new LinkedHashMap<>();
    readAll(element -> last.merge(versions.key(element), element, versions::last));
    last.values().forEach(consumer);
  }

  private void readAll(Consumer<T> consumer) {
    try (DirectoryStream<Path> spools = Files.newDirectoryStream(Path.of(folder))) {
      for (Path spool : spools) {
        read(spool, consumer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the results of the job cannot be read from " + folder, e);
    }
  }

  private void read(Path spool, Consumer<T> consumer) throws IOException {
    try (BufferedInputStream file = new BufferedInputStream(Files.newInputStream(spool));
        DataInputViewStreamWrapper in = new DataInputViewStreamWrapper(file)) {
      while (true) {
        file.mark(1);
        if (file.read() < 0) {
          return;
        }
        file.reset();
        consumer.accept(serializer.deserialize(in));
      }
    } catch (EOFException e) {
      throw new IOException(spool + " ends inside a record: the job was stopped", e);
    }
  }
}
