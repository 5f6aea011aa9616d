package dev.mirrorwatch.udfs.format.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Logs;
import dev.mirrorwatch.udfs.format.Normalized;
import java.util.Arrays;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CloudTrailFormatPropertyTest {

  private static final byte[] RECORD =
      Logs.utf8(CloudTrailRecords.sample("create-traffic-mirror-session"));

  @Property(tries = 2000)
  void aChangedByteOrACutIsAnEventOrADefect(
      @ForAll @IntRange(max = 5000) int at, @ForAll byte other, @ForAll boolean cut) {
    byte[] bytes = RECORD.clone();
    int index = at % bytes.length;
    bytes[index] = other;
    byte[] changed = cut ? Arrays.copyOf(bytes, index) : bytes;
    RawLog log = new RawLog("s", Origin.file("f", 1), 0, changed, changed.length, null, null);
    Normalized result =
        new LogFormats(new FieldDemand(Set.of("eventName", "a.b"), true)).normalize(log);
    assertThat(result.event() == null).isEqualTo(result.defect() != null);
  }
}
