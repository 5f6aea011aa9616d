package dev.mirrorwatch.udfs.trial;

import dev.mirrorwatch.rules.identity.IdentityMap;
import dev.mirrorwatch.udfs.event.KeyAnswer;
import dev.mirrorwatch.udfs.event.KeyNews;
import dev.mirrorwatch.udfs.event.Principal;
import dev.mirrorwatch.udfs.event.UnexplainedEvent;
import dev.mirrorwatch.udfs.format.UnreadCallers;
import dev.mirrorwatch.udfs.resolve.ChainOutput;
import dev.mirrorwatch.udfs.resolve.ChainStep;
import dev.mirrorwatch.udfs.resolve.Settled;
import dev.mirrorwatch.udfs.resolve.Settlement;
import dev.mirrorwatch.udfs.resolve.SettlementOutput;
import dev.mirrorwatch.udfs.resolve.SharedAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The steps that follow role chains, one after the other in one thread. */
final class RoleChains {

  private final SharedAnswers sharedAnswers;
  private final Settlement settlement;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, MemoryLastWord<KeyAnswer>> sides = new HashMap<>();
  private final Map<String, MemoryLastWord<Settled>> settled = new HashMap<>();
  private final SettlementOutput out;

  /** One of them; an operator in the job. */
  private static final class Step {

    private final ChainStep logic;
    private final Map<String, MemoryKeyState> keys = new HashMap<>();
    private long watermark = Long.MIN_VALUE;

    Step(ChainStep logic) {
      this.logic = logic;
    }

    MemoryKeyState of(String key) {
      return keys.computeIfAbsent(key, unseen -> new MemoryKeyState(() -> watermark));
    }

    void wake(long reached) {
      watermark = reached;
      for (MemoryKeyState key : keys.values()) {
        Long time = key.wakeTime();
        while (time != null && time <= watermark) {
          key.woken();
          logic.wake(time, key);
          time = key.wakeTime();
        }
      }
    }
  }

  /**
   * @param out told what the events belong to, as far as is known by then
   */
  RoleChains(Duration allowedLateness, SettlementOutput out) {
    this.sharedAnswers = new SharedAnswers(allowedLateness);
    this.settlement = new Settlement(allowedLateness);
    this.out = out;
    // Events that were read whole have named their callers.
    UnreadCallers callers = new UnreadCallers(IdentityMap.NOBODY);
    for (int step = 0; step < Principal.MOST_HOPS; step++) {
      steps.add(new Step(new ChainStep(step, allowedLateness, callers)));
    }
  }

  void arrive(KeyAnswer side) {
    sharedAnswers.arrive(
        side,
        sides.computeIfAbsent(side.meetingPoint(), unseen -> new MemoryLastWord<>()),
        answer -> arrive(KeyNews.of(answer), 0));
    if (side.callerKey() != null) {
      arrive(KeyNews.used(side.callerKey(), side.time()), 0);
    }
  }

  private void arrive(KeyNews news, int number) {
    Step step = steps.get(number);
    step.logic.arrive(news, step.of(news.key()), above(number));
  }

  /** Takes in an event by a key of which more can be known. */
  void arrive(UnexplainedEvent event) {
    arrive(event, 0);
  }

  /** The watermark is there now. */
  void advance(long watermark) {
    sides.values().forEach(side -> side.expire(watermark));
    settled.values().forEach(word -> word.expire(watermark));
    steps.forEach(step -> step.wake(watermark));
  }

  private void arrive(UnexplainedEvent event, int number) {
    Step step = steps.get(number);
    step.logic.arrive(event, step.of(event.unexplainedKey()), above(number));
  }

  private ChainOutput above(int number) {
    return new ChainOutput() {
      @Override
      public void explained(UnexplainedEvent event) {
        arrive(event, number + 1);
      }

      @Override
      public void asFarAsKnown(UnexplainedEvent event) {
        settlement.arrive(
            event, settled.computeIfAbsent(event.key(), unseen -> new MemoryLastWord<>()), out);
      }

      @Override
      public void known(UnexplainedEvent event) {
        Settlement.tell(event, out);
      }

      @Override
      public void needed(KeyAnswer answer) {
        for (int behind = number + 1; behind < steps.size(); behind++) {
          arrive(KeyNews.of(answer), behind);
        }
      }

      @Override
      public void count(String name) {
        // A trial is looked at alert by alert: it has no counters.
      }
    };
  }
}
