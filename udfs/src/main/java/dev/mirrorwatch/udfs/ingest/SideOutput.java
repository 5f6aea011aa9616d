package dev.mirrorwatch.udfs.ingest;

import org.apache.flink.util.OutputTag;

/** Flink's way to a side output, whatever kind of function it is of. */
public interface SideOutput {

  <T> void output(OutputTag<T> tag, T value);
}
