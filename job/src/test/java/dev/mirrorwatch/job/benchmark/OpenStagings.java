package dev.mirrorwatch.job.benchmark;

import dev.mirrorwatch.testdata.Caller;
import dev.mirrorwatch.testdata.CloudTrailRecords;
import dev.mirrorwatch.testdata.CloudTrailRecords.Call;
import dev.mirrorwatch.testdata.CloudTrailRecords.MirrorCall;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Stagings of which the first call was made, a mirror target, each by a user of its own. All calls
 * are within the two hours that a staging may take, so that none is forgotten.
 */
final class OpenStagings {

  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
  private static final int SECONDS_OF_FIRST_CALLS = 3_600;

  private OpenStagings() {}

  /** The first calls of the stagings with these numbers, dealt out to that many files. */
  static void writeFirstCalls(int from, int to, List<Path> files) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      try (BufferedWriter writer = Files.newBufferedWriter(files.get(i))) {
        for (int number = from + i; number < to; number += files.size()) {
          writer.write(firstCall(number));
          writer.write('\n');
        }
      }
    }
  }

  private static String firstCall(int number) {
    return call(MirrorCall.CREATE_TARGET, number, number % SECONDS_OF_FIRST_CALLS)
        .target(id("tmt", number))
        .networkInterface(id("eni", number))
        .json();
  }

  /** What makes the staging of that number complete. */
  static List<String> otherCalls(int number) {
    int second = SECONDS_OF_FIRST_CALLS + 60;
    return List.of(
        call(MirrorCall.CREATE_FILTER, number, second).filter(id("tmf", number)).json(),
        call(MirrorCall.CREATE_FILTER_RULE, number, second + 1)
            .filter(id("tmf", number))
            .rule(id("tmfr", number))
            .json(),
        call(MirrorCall.CREATE_SESSION, number, second + 2)
            .target(id("tmt", number))
            .filter(id("tmf", number))
            .session(id("tms", number))
            .networkInterface(id("eni", -1 - number))
            .json());
  }

  private static Call call(MirrorCall call, int number, int second) {
    return CloudTrailRecords.mirror(call)
        .by(Caller.user("111122223333", "user-" + number))
        .at(START.plusSeconds(second))
        .eventId(new UUID(call.ordinal(), number).toString());
  }

  private static String id(String kind, int number) {
    return "%s-%017x".formatted(kind, number & 0xffffffffL);
  }
}
