package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.udfs.event.RawLog;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

  @ParameterizedTest
  @CsvSource({
    "2024-10-14T12:32:18Z, 2024-10-14T12:32:18Z",
    "2022-11-15 22:58:13, 2022-11-15T22:58:13Z",
    "2022-11-15T22:58:13, 2022-11-15T22:58:13Z",
    "2024-02-29T23:59:59.5Z, 2024-02-29T23:59:59.500Z",
    "2024-02-29T23:59:59.123456789Z, 2024-02-29T23:59:59.123Z",
    "2024-10-14T12:32:18+02:00, 2024-10-14T10:32:18Z",
    "2024-10-14T12:32:18.001-0530, 2024-10-14T18:02:18.001Z",
    "2024-10-14T12:32:18+01, 2024-10-14T11:32:18Z",
    "1969-12-31T23:59:59Z, 1969-12-31T23:59:59Z",
    "'Jul 10, 2023, 12:09:47 PM', 2023-07-10T12:09:47Z",
    "'Dec 1, 2023, 1:00:00 AM', 2023-12-01T01:00:00Z",
    "'Oct 2, 2019 11:12:29 PM', 2019-10-02T23:12:29Z",
    "03/09/2024 09:41:00, 2024-03-09T09:41:00Z",
    "3/9/2024 09:41:00, 2024-03-09T09:41:00Z",
    "3/9/2024 21:41:00, 2024-03-09T21:41:00Z",
    "03/09/2024 09:41:00 AM, 2024-03-09T09:41:00Z",
    "3/9/2024 9:41:00 PM, 2024-03-09T21:41:00Z",
    "3/9/2024 12:00:00 AM, 2024-03-09T00:00:00Z",
    "3/9/2024 12:00:00 PM, 2024-03-09T12:00:00Z",
    "3/9/2024 10:41:00 AM +01:00, 2024-03-09T09:41:00Z",
    "'3/9/2024, 9:41:00.250 AM', 2024-03-09T09:41:00.250Z",
  })
  void readsTheWaysInWhichLogsWriteTime(String text, Instant time) {
    assertThat(EventTime.parse(text)).isEqualTo(time.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "of",
        "Mai 10, 2023, 12:09:47 PM",
        "anF 10, 2023, 12:09:47 PM",
        "Jul 32, 2023, 12:09:47 PM",
        "Jul 10 2023, 12:09:47 PM",
        "Jul10, 2023, 12:09:47 PM",
        "2024-10-14",
        "2024-13-01T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-10-14T24:00:00Z",
        "2024-10-14T12:60:00Z",
        "2024-10-14T12:32:18.Z",
        "2024-10-14T12:32:18ZZ",
        "2024-10-14T12:32:18 UTC",
        "20241014T123218Z",
        "2024-10-14T12:32:18+99:00",
        "٢٠٢٤-10-14T12:32:18Z",
        "13/01/2024 09:41:00",
        "1/9/2024 13:41:00 PM",
        "1/9/2024 0:41:00 AM",
        "1/9/24 09:41:00",
        "1697000000"
      })
  void refusesWhatIsNoTime(String text) {
    assertThat(EventTime.parse(text)).isEqualTo(RawLog.NO_TIME);
  }

  @Test
  void noTextIsNoTime() {
    assertThat(EventTime.parse(null)).isEqualTo(RawLog.NO_TIME);
  }
}
