package dev.mirrorwatch.udfs.ingest;

import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.KeyNews;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The ways out for what records tell of temporary keys, whatever rules match. */
public final class KeyOutputs {

  /** Who got a key, as far as one record tells it all, and which key was used to get another. */
  public static final OutputTag<KeyNews> KEY_NEWS =
      new OutputTag<>("key-news", TypeInformation.of(KeyNews.class));

  /** Who got a key, of which the record of another account tells more. */
  public static final OutputTag<KeyAnswer> SHARED_ANSWERS =
      new OutputTag<>("shared-answers", TypeInformation.of(KeyAnswer.class));

  /** So many keys are remembered, each at one place. */
  private static final int REMEMBERED = 1 << 10;

  private final String[] used = new String[REMEMBERED];
  private final long[] usedAt = new long[REMEMBERED];

  /** Tells what follows from the answer. */
  public void tell(KeyAnswer answer, SideOutput side) {
    if (answer.sharedId() == null) {
      side.output(KEY_NEWS, KeyNews.of(answer));
    } else {
      side.output(SHARED_ANSWERS, answer);
    }
    if (answer.callerKey() != null && !isToldOf(answer.callerKey(), answer.time())) {
      side.output(KEY_NEWS, KeyNews.used(answer.callerKey(), answer.time()));
    }
  }

  /** A pipeline gets key after key with the same one: told now and then, it is known. */
  private boolean isToldOf(String key, long time) {
    int place = key.hashCode() & REMEMBERED - 1;
    if (key.equals(used[place]) && time <= usedAt[place] + KeyNews.OFTEN_ENOUGH.toMillis()) {
      return true;
    }
    used[place] = key;
    usedAt[place] = time;
    return false;
  }
}
