package dev.mirrorwatch.job.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.testdata.Shape;
import dev.mirrorwatch.testdata.Workload;
import dev.mirrorwatch.testdata.WorkloadSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contenders that need nothing which only the profile has. */
class ContendersITCase {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"MIRRORWATCH", "FLINKCEP", "LOOP"})
  void aPlainStagingIsFoundByAll(Peer peer) throws Exception {
    Workload workload =
        Workload.of(
            WorkloadSettings.defaults()
                .withEvents(2_000)
                .withDecoys(0, List.of())
                .withShapes(6, List.of(Shape.ORDER_TFRS, Shape.IAM_USER, Shape.SSO_ROLE)));
    WorkloadFiles files = WorkloadFiles.write(workload, 2_000, folder);
    var constructor = Class.forName(peer.className()).getDeclaredConstructor();
    constructor.setAccessible(true);
    Contender contender = (Contender) constructor.newInstance();

    var found = contender.run(new Task(files.files(), new RuleLoad(false, 3, 2)));

    assertThat(found).hasSize(6);
    assertThat(Accuracy.of(found, workload.truth())).isEqualTo(new Accuracy(1, 1));
  }

  @Test
  void theFirstPartOfAWorkloadIsItsFirstRecordsDealtOut() throws Exception {
    Workload workload = Workload.of(WorkloadSettings.defaults().withEvents(1_000));

    WorkloadFiles quarter = WorkloadFiles.write(workload, 250, folder);

    try (DealtLines lines = new DealtLines(quarter.files())) {
      int number = 0;
      for (var record : workload) {
        if (number++ < 250) {
          assertThat(lines.next()).isEqualTo(record.json());
        }
      }
      assertThat(lines.next()).isNull();
    }
    assertThat(quarter.events()).isEqualTo(250);
    assertThat(quarter.files()).hasSize(2);
    for (Path file : quarter.files()) {
      assertThat(Files.readAllLines(file)).hasSize(125);
    }
    assertThat(quarter.times(3).files()).hasSize(6);
    assertThat(quarter.times(3).events()).isEqualTo(750);
  }

  @Test
  void slicesAreLinesWhateverTheirLength() throws Exception {
    String longLine = "x".repeat(3 << 20);
    Path file = Files.writeString(folder.resolve("lines"), "a\n\n" + longLine + "\nlast");

    assertThat(slices(new SliceFormat(true, 1), file)).containsExactly("a", "", longLine, "last");
    assertThat(String.join("", slices(new SliceFormat(false, 1), file)))
        .isEqualTo(Files.readString(file));
  }

  @Test
  void aFileCanBeReadOverAndOver() throws Exception {
    Path file = Files.writeString(folder.resolve("lines"), "a\nb\n");

    assertThat(slices(new SliceFormat(true, 3), file))
        .containsExactly("a", "b", "a", "b", "a", "b");
    assertThat(String.join("", slices(new SliceFormat(false, 3), file)))
        .isEqualTo("a\nb\na\nb\na\nb\n");
  }

  private static List<String> slices(SliceFormat format, Path file) throws Exception {
    FileSourceSplit split =
        new FileSourceSplit(
            "1", new org.apache.flink.core.fs.Path(file.toUri()), 0, Files.size(file), 0, 0);
    List<String> slices = new java.util.ArrayList<>();
    try (BulkFormat.Reader<byte[]> reader = format.createReader(new Configuration(), split)) {
      for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
        for (var record = batch.next(); record != null; record = batch.next()) {
          slices.add(new String(record.getRecord(), java.nio.charset.StandardCharsets.UTF_8));
        }
      }
    }
    return slices;
  }

  @Test
  void aTaskTravelsAsArguments() {
    Task task = new Task(List.of(Path.of("a"), Path.of("b")), new RuleLoad(true, 7, 2));

    assertThat(Task.of(task.arguments().toArray(String[]::new))).isEqualTo(task);
  }
}
