package dev.mirrorwatch.job.sink;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Texts to the terminal of the process that runs the job, each at once and whole. */
public final class ConsoleSink implements Sink<String> {

  private static final Object TERMINAL = new Object();

  private final boolean standardError;

  private ConsoleSink(boolean standardError) {
    this.standardError = standardError;
  }

  public static ConsoleSink standardOutput() {
    return new ConsoleSink(false);
  }

  public static ConsoleSink standardError() {
    return new ConsoleSink(true);
  }

  @Override
  public SinkWriter<String> createWriter(WriterInitContext context) {
    FileDescriptor descriptor = standardError ? FileDescriptor.err : FileDescriptor.out;
    FileOutputStream stream = new FileOutputStream(descriptor);
    return new SinkWriter<>() {
      @Override
      public void write(String text, Context writeContext) throws IOException {
        byte[] line = (text + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
        // Other subtasks write to the same terminal, and a long text takes several writes.
        synchronized (TERMINAL) {
          stream.write(line);
        }
      }

      @Override
      public void flush(boolean endOfInput) {
        // Nothing is held back.
      }

      @Override
      public void close() {
        // The process's own stream stays open for whoever writes after the job.
      }
    };
  }
}
