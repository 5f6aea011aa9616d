package dev.mirrorwatch.job.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The logs below some paths, one split each: a compressed or pretty-printed file can only be read
 * from its start. A folder that does not exist yet has no files.
 */
final class LogFileEnumerator implements FileEnumerator {

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
          splits.add(split(status));
        }
      }
    }
    return splits;
  }

  private static void addBelow(FileSystem files, Path folder, List<FileSourceSplit> splits)
      throws IOException {
    for (FileStatus status : files.listStatus(folder)) {
      if (status.isDir()) {
        addBelow(files, status.getPath(), splits);
      } else if (LogFiles.isLog(status.getPath().getName())) {
        splits.add(split(status));
      }
    }
  }

  private static FileSourceSplit split(FileStatus file) {
    // The path as id: a file that is seen again is the same split.
    return new FileSourceSplit(
        file.getPath().toString(),
        file.getPath(),
        0,
        file.getLen(),
        file.getModificationTime(),
        file.getLen());
  }
}
