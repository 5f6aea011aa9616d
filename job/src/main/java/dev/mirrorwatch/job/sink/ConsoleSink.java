package dev.mirrorwatch.job.sink;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Texts to the terminal of the process that runs the job, each at once and whole. */
public final class ConsoleSink implements Sink<String> {

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
    PrintStream stream =
        new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    return new SinkWriter<>() {
      @Override
      public void write(String text, Context writeContext) {
        stream.println(text);
      }

      @Override
      public void flush(boolean endOfInput) {
        stream.flush();
      }

      @Override
      public void close() {
        // The process's own stream stays open for whoever writes after the job.
        stream.flush();
      }
    };
  }
}
