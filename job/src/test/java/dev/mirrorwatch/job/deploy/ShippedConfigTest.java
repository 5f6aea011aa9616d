package dev.mirrorwatch.job.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.job.config.JobConfig;
import dev.mirrorwatch.job.config.JobConfigReader;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configurations under deploy are ones that the job takes. */
class ShippedConfigTest {

  private static final Path EXAMPLE = Path.of("../deploy/mirrorwatch.example.yaml");
  private static final JobConfigReader READER = new JobConfigReader(name -> "secret");

  @TempDir private Path folder;

  @Test
  void theExampleIsValid() {
    JobConfig config = READER.read(EXAMPLE);

    assertThat(config.sources()).hasSize(3);
    assertThat(config.alerts()).hasSize(4);
  }

  @Test
  void theExampleHasEveryKey() throws Exception {
    String example = Files.readString(EXAMPLE);

    assertThat(keys(JobConfig.class, new TreeSet<>()))
        .allSatisfy(key -> assertThat(example).containsPattern("(?m)^[ #-]*" + key + ":"));
  }

  @Test
  void theConfigurationInTheKubernetesManifestIsValid() throws Exception {
    String manifest = Files.readString(Path.of("../deploy/kubernetes/flinkdeployment.yaml"));
    String start = "mirrorwatch.yaml: |\n";
    int from = manifest.indexOf(start) + start.length();
    Path config = folder.resolve("mirrorwatch.yaml");
    Files.writeString(config, manifest.substring(from, manifest.indexOf("---", from)));

    assertThat(READER.read(config).alerts()).hasSize(2);
  }

  private static Set<String> keys(Class<?> type, Set<String> found) {
    for (RecordComponent component : type.getRecordComponents()) {
      found.add(component.getName());
    }
    for (Class<?> part : type.getDeclaredClasses()) {
      if (part.isRecord()) {
        keys(part, found);
      }
    }
    return found;
  }
}
