package dev.mirrorwatch.job.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The logs below some paths, one split each, or several for a large file that has a record on each
 * line: a compressed or pretty-printed one can only be read from its start. A folder that does not
 * exist yet has no files.
 */
final class LogFileEnumerator implements FileEnumerator {

  /** Large enough that opening it does not count, small enough that readers end together. */
  private static final long PART = 64L << 20;

  /** As long as a record may be. */
  private static final int HEAD = 1 << 20;

  private final long partBytes;

  /**
   * @param partBytes how long a part of a large file is
   */
  LogFileEnumerator(long partBytes) {
    this.partBytes = partBytes;
  }

  static LogFileEnumerator ofParts() {
    return new LogFileEnumerator(PART);
  }

  /** For a watched folder, where Flink takes a file that has one known split for known. */
  static LogFileEnumerator ofWholeFiles() {
    return new LogFileEnumerator(Long.MAX_VALUE / 2);
  }

  @Override
  public Collection<FileSourceSplit> enumerateSplits(Path[] paths, int minDesiredSplits)
      throws IOException {
    List<FileSourceSplit> splits = new ArrayList<>();
    for (Path path : paths) {
      FileSystem files = path.getFileSystem();
      if (files.exists(path)) {
        FileStatus status = files.getFileStatus(path);
        if (status.isDir()) {
          addBelow(files, path, splits);
        } else {
          addSplits(files, status, splits);
        }
      }
    }
    return splits;
  }

  private void addBelow(FileSystem files, Path folder, List<FileSourceSplit> splits)
      throws IOException {
    for (FileStatus status : files.listStatus(folder)) {
      if (status.isDir()) {
        addBelow(files, status.getPath(), splits);
      } else if (LogFiles.isLog(status.getPath().getName())) {
        addSplits(files, status, splits);
      }
    }
  }

  private void addSplits(FileSystem files, FileStatus file, List<FileSourceSplit> splits)
      throws IOException {
    long size = file.getLen();
    // The path as id: a file that is seen again is the same split.
    String id = file.getPath().toString();
    if (size < 2 * partBytes || !hasRecordsOnLines(files, file.getPath())) {
      splits.add(split(id, file, 0, size));
      return;
    }
    long parts = size / partBytes;
    for (long part = 0; part < parts; part++) {
      long from = part * partBytes;
      long to = part == parts - 1 ? size : from + partBytes;
      splits.add(split(id + "@" + from, file, from, to - from));
    }
  }

  /** Whether the first line is an object, and another one begins behind it. */
  private static boolean hasRecordsOnLines(FileSystem files, Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      byte[] head = in.readNBytes(HEAD);
      int line = 0;
      while (line < head.length && head[line] != '\n') {
        line++;
      }
      int last = line > 0 && head[line - 1] == '\r' ? line - 2 : line - 1;
      return last > 0
          && line + 2 < head.length
          && head[0] == '{'
          && head[last] == '}'
          && head[line + 1] == '{'
          && head[line + 2] == '"';
    }
  }

  private static FileSourceSplit split(String id, FileStatus file, long offset, long length) {
    return new FileSourceSplit(
        id, file.getPath(), offset, length, file.getModificationTime(), file.getLen());
  }
}
