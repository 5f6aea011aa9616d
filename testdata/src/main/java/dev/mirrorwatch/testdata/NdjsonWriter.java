package dev.mirrorwatch.testdata;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes one record a line into one file. */
final class NdjsonWriter implements WorkloadWriter {
  private final BufferedWriter lines;

  NdjsonWriter(Path file, boolean compressed) throws IOException {
    OutputStream bytes = Files.newOutputStream(file);
    try {
      if (compressed) {
        bytes = new GZIPOutputStream(bytes, 1 << 16);
      }
      lines = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), 1 << 16);
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  @Override
  public void write(WorkloadRecord record) throws IOException {
    lines.write(record.json());
    lines.write('\n');
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
