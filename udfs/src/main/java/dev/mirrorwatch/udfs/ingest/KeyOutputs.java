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

  private KeyOutputs() {}

  /** Tells what follows from the answer. */
  public static void tell(KeyAnswer answer, SideOutput side) {
    if (answer.sharedId() == null) {
      side.output(KEY_NEWS, KeyNews.of(answer));
    } else {
      side.output(SHARED_ANSWERS, answer);
    }
    if (answer.callerKey() != null) {
      side.output(KEY_NEWS, KeyNews.used(answer.callerKey(), answer.time()));
    }
  }
}
