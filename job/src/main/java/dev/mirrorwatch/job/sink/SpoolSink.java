package dev.mirrorwatch.job.sink;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;

/**
 * Carries the results of an embedded job that ends to the process around it: one file for each
 * subtask in a folder of this machine, read when the job is over. For jobs without checkpoints.
 */
public final class SpoolSink<T> implements Sink<T> {

  private final String folder;
  private final TypeSerializer<T> serializer;

  public SpoolSink(Path folder, TypeSerializer<T> serializer) {
    this.folder = folder.toString();
    this.serializer = serializer;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    int subtask = context.getTaskInfo().getIndexOfThisSubtask();
    DataOutputViewStreamWrapper out =
        new DataOutputViewStreamWrapper(
            new BufferedOutputStream(Files.newOutputStream(Path.of(folder, "subtask-" + subtask))));
    return new SinkWriter<>() {
      @Override
      public void write(T element, Context writeContext) throws IOException {
        serializer.serialize(element, out);
      }

      @Override
      public void flush(boolean endOfInput) throws IOException {
        out.flush();
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  /** Everything that was written, in no particular order. */
  public void forEach(Consumer<T> consumer) {
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
