package dev.mirrorwatch.udfs.correlate;

import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.rules.model.CorrelationTerms;
import dev.mirrorwatch.rules.model.CorrelationTerms.FireMode;
import dev.mirrorwatch.rules.model.CorrelationTerms.WindowKind;
import dev.mirrorwatch.udfs.event.EventTimes;
import dev.mirrorwatch.udfs.event.StageHit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules whose alert is about a stretch of time. An episode opens with the earliest complete match
 * and lives one timespan; what completes after it opens the next. Its evidence is every hit in the
 * span before each of its completions. Episodes are worked out from the whole buffer, so a late
 * event that completes a match earlier moves them. A rule may say that each completion is an
 * episode, or that a match uses its events up.
 */
final class EpisodeCorrelator implements Correlator {

  /**
   * The events shown of a match that is an episode of its own, so that a flood keeps its bounds.
   */
  private static final int MOST_OF_ONE_COMPLETION = 64;

  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final CorrelationTerms<String> terms;
  private final CorrelationRule rule;
  private final Completion completion;
  private final Comparator<StageHit> order;
  private final long timespan;

  /** An average of 9 is no longer above 8 once a late 1 has come; a count only grows. */
  private final boolean mayBeUndone;

  EpisodeCorrelator(CorrelationRule rule) {
    this.rule = rule;
    this.terms = rule.terms();
    this.completion = Completion.of(rule);
    this.order = new StageOrder(rule).comparator();
    this.mayBeUndone =
        rule.type().isNumeric()
            || !terms.until().isEmpty()
            || terms.window().kind() == WindowKind.SESSION;
    this.timespan = rule.timespan().toMillis();
  }

  @Override
  public boolean episodic() {
    return true;
  }

  @Override
  public long givenUp() {
    return completion.givenUp();
  }

  @Override
  public boolean mayMeet(StageHit other, StageHit arrived) {
    return EventTimes.distance(other.time(), arrived.time()) <= timespan;
  }

  @Override
  public Optional<List<Finding>> evaluate(
      List<StageHit> buffer, StageHit arrived, Knowledge known) {
    List<StageHit> hits = new ArrayList<>();
    List<StageHit> undoing = new ArrayList<>();
    buffer.forEach(hit -> (rule.stages().contains(hit.stage()) ? hits : undoing).add(hit));
    SpanStarts starts = new SpanStarts(rule, hits, undoing);
    boolean others =
        terms.fire().mode() == FireMode.RESET
            ? findAgainFrom(reach(arrived), hits, undoing, starts, known.completing())
            : find(arrived, hits, undoing, starts, known.completing());
    return others || isSpanned(arrived, known.completing())
        ? Optional.of(findings(hits, starts, known.completing()))
        : Optional.empty();
  }

  /** Whether the hit may be evidence of what is complete at or after it, or take some from it. */
  private static boolean isSpanned(StageHit arrived, Set<StageHit> completing) {
    return completing.stream().anyMatch(last -> last.time() >= arrived.time());
  }

  /** A hit that changes may move all episodes, so all of them are found again. */
  @Override
  public List<Finding> reconsider(
      List<StageHit> buffer, StageHit before, @Nullable StageHit revised, Knowledge known) {
    List<StageHit> hits = new ArrayList<>();
    List<StageHit> undoing = new ArrayList<>();
    buffer.forEach(hit -> (rule.stages().contains(hit.stage()) ? hits : undoing).add(hit));
    SpanStarts starts = new SpanStarts(rule, hits, undoing);
    known.completing().clear();
    if (terms.fire().mode() == FireMode.RESET) {
      findAgainFrom(Long.MIN_VALUE, hits, undoing, starts, known.completing());
    } else {
      hits.forEach(last -> set(last, completes(last, hits, undoing, starts), known.completing()));
    }
    return findings(hits, starts, known.completing());
  }

  private List<Finding> findings(List<StageHit> hits, SpanStarts starts, Set<StageHit> completing) {
    return limited(
        terms.fire().mode() == FireMode.ONCE
            ? episodes(hits, starts, completing)
            : matches(hits, starts, completing));
  }

  /** Whether other hits complete a match now. */
  private boolean find(
      StageHit arrived,
      List<StageHit> hits,
      List<StageHit> undoing,
      SpanStarts starts,
      Set<StageHit> completing) {
    boolean others = false;
    for (StageHit last : hits) {
      // Only matches that end in the span after the new event can be new, or undone by it.
      if (last.time() >= reach(arrived)
          && last.time() <= EventTimes.later(arrived.time(), timespan)
          && (mayBeUndone || !completing.contains(last))) {
        others |= set(last, completes(last, hits, undoing, starts), completing);
      }
    }
    return others;
  }

  /**
   * What one match used up decides what the next one finds, and so on.
   *
   * @param from earliest end of a match that is looked for, epoch milliseconds
   * @return whether other hits complete a match now
   */
  private boolean findAgainFrom(
      long from,
      List<StageHit> hits,
      List<StageHit> undoing,
      SpanStarts starts,
      Set<StageHit> completing) {
    int unused = 0;
    boolean others = false;
    for (int i = 0; i < hits.size(); i++) {
      StageHit last = hits.get(i);
      if (last.time() >= from) {
        boolean completes = completes(last, hits.subList(unused, i + 1), undoing, starts);
        others |= set(last, completes, completing);
      }
      if (completing.contains(last)) {
        unused = i + 1;
      }
    }
    return others;
  }

  /** The earliest end of a match that the event can bring about or undo. */
  private long reach(StageHit arrived) {
    return terms.absence() != null && terms.absence().rules().contains(arrived.stage())
        ? EventTimes.earlier(arrived.time(), terms.absence().within().toMillis())
        : arrived.time();
  }

  /** Whether it was otherwise before. */
  private static boolean set(StageHit hit, boolean completes, Set<StageHit> completing) {
    return completes ? completing.add(hit) : completing.remove(hit);
  }

  private boolean completes(
      StageHit last, List<StageHit> among, List<StageHit> undoing, SpanStarts starts) {
    long start = starts.of(last.time());
    return last.firstTime() >= start
        && !Undoing.followed(rule, List.of(last), undoing)
        && completion.completes(last, between(start, last.time(), among));
  }

  /**
   * @param hits in time order
   */
  private static List<StageHit> between(long start, long end, List<StageHit> hits) {
    List<StageHit> between = new ArrayList<>();
    for (StageHit hit : hits) {
      if (hit.time() > end) {
        break;
      }
      if (hit.firstTime() >= start) {
        between.add(hit);
      }
    }
    return between;
  }

  private List<Episode> episodes(List<StageHit> hits, SpanStarts starts, Set<StageHit> completing) {
    List<Episode> episodes = new ArrayList<>();
    List<Long> completions = new ArrayList<>();
    for (StageHit hit : hits) {
      if (completing.contains(hit)) {
        if (!completions.isEmpty() && !continues(completions.get(0), hit.time(), starts)) {
          episodes.add(episode(completions, hits, starts));
          completions.clear();
        }
        completions.add(hit.time());
      }
    }
    if (!completions.isEmpty()) {
      episodes.add(episode(completions, hits, starts));
    }
    return episodes;
  }

  private boolean continues(long opened, long completion, SpanStarts starts) {
    return completion <= EventTimes.later(opened, timespan)
        && starts.ofWindow(completion) <= opened;
  }

  /**
   * @param completions times of one episode's complete matches, ascending
   */
  private static Episode episode(List<Long> completions, List<StageHit> hits, SpanStarts starts) {
    List<StageHit> evidence = new ArrayList<>();
    int next = 0;
    // What is earlier than all of it belongs to none of the spans.
    for (int i = starts.firstFrom(starts.of(completions.get(0))); i < hits.size(); i++) {
      StageHit hit = hits.get(i);
      while (next < completions.size() && completions.get(next) < hit.time()) {
        next++;
      }
      if (next == completions.size()) {
        break;
      }
      if (hit.firstTime() >= starts.of(completions.get(next))) {
        evidence.add(hit);
      }
    }
    long opened = completions.get(0);
    return new Episode(opened, new Finding(Instant.ofEpochMilli(opened).toString(), evidence));
  }

  /** Each completion by itself; where it uses its events up, with those that were left to it. */
  private List<Episode> matches(List<StageHit> hits, SpanStarts starts, Set<StageHit> completing) {
    boolean usesUp = terms.fire().mode() == FireMode.RESET;
    List<Episode> matches = new ArrayList<>();
    int unused = 0;
    for (int i = 0; i < hits.size(); i++) {
      StageHit last = hits.get(i);
      if (completing.contains(last)) {
        List<StageHit> match =
            between(
                starts.of(last.time()), last.time(), usesUp ? hits.subList(unused, i + 1) : hits);
        String identity =
            Instant.ofEpochMilli(last.time()) + " " + last.stage() + " " + last.eventId();
        int cut = Math.max(0, match.size() - MOST_OF_ONE_COMPLETION);
        matches.add(
            new Episode(last.time(), new Finding(identity, match.subList(cut, match.size()))));
        unused = i + 1;
      }
    }
    return matches;
  }

  /** No more in an hour than the rule allows, the earliest first. */
  private List<Finding> limited(List<Episode> episodes) {
    int most = terms.fire().maxPerHour();
    List<Episode> kept = new ArrayList<>();
    for (Episode episode : episodes) {
      long hourBefore = EventTimes.earlier(episode.opened(), HOUR);
      if (most == 0
          || kept.stream().filter(earlier -> earlier.opened() > hourBefore).count() < most) {
        kept.add(episode);
      }
    }
    return kept.stream().map(Episode::finding).toList();
  }

  /**
   * @param opened event time of its first completion
   */
  private record Episode(long opened, Finding finding) {}
}
