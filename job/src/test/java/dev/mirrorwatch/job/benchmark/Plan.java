package dev.mirrorwatch.job.benchmark;

import dev.mirrorwatch.testdata.Decoy;
import dev.mirrorwatch.testdata.Shape;
import dev.mirrorwatch.testdata.WorkloadSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which points are measured: options in, points in their order out. */
final class Plan {

  private static final int PRINCIPALS = 1_000;
  private static final double RARE = 1 / 2000.0;

  /** Few enough to leave the share of mirror calls what it is said to be. */
  private static final int EVENTS_FOR_EACH_STAGING = 20_000;

  /** What few records matter of is over before it began. */
  private static final int LARGE = 40;

  /** The others need as long for an eighth of it. */
  private static final int SHORT = 8;

  /** What takes a contender a few seconds is not all the time that the JVM compiles. */
  private static final int MEDIUM = 5;

  /** A record has 1.45 kilobytes. */
  private static final int GIGABYTE_EVENTS = 690_000;

  private static final int RECALL_EVENTS = 20_000;

  /** Some gigabytes: what only reads does as much in a few seconds. */
  private static final int LIMIT_EVENTS = 8_000_000;

  private final BenchmarkOptions options;
  private final List<Point> points = new ArrayList<>();

  private Plan(BenchmarkOptions options) {
    this.options = options;
  }

  static List<Point> of(BenchmarkOptions options) {
    Plan plan = new Plan(options);
    for (Part part : options.only()) {
      switch (part) {
        case SHARE -> plan.share();
        case MEMORY -> plan.memory();
        case SHIPPED -> plan.shipped();
        case RULES -> plan.rules();
        case CORRELATIONS -> plan.correlations();
        case PRINCIPALS -> plan.principals();
        case FLOOD -> plan.flood();
        case RECALL -> plan.recall();
        case STATE -> {
          // Nobody else keeps state in checkpoints: see StateProcess.
        }
      }
    }
    return plan.points;
  }

  private void share() {
    for (int oneIn : options.quick() ? new int[] {100} : new int[] {2000, 100, 10, 1}) {
      boolean rare = oneIn >= 100 && !options.quick();
      add(
          Part.SHARE,
          oneIn == 1 ? "all" : "1/" + oneIn,
          1.0 / oneIn,
          rare ? large(1.0 / oneIn) : medium(1.0 / oneIn),
          RuleLoad.ONLY_STAGING,
          withLimits(
              rare ? LARGE : MEDIUM,
              rare ? withShortPeers(peers(Peer.values())) : peers(Peer.values())));
    }
  }

  /** What is kept grows with what is read, so nobody may read less of it. */
  private void memory() {
    for (int oneIn : options.quick() ? new int[] {} : new int[] {2000, 10}) {
      add(
          Part.MEMORY,
          "1/" + oneIn,
          1.0 / oneIn,
          workload(1.0 / oneIn).withEvents(GIGABYTE_EVENTS),
          RuleLoad.ONLY_STAGING,
          peers(Peer.MIRRORWATCH, Peer.FLINKCEP, Peer.SQL, Peer.ESPER));
    }
  }

  private void shipped() {
    for (int oneIn : options.quick() ? new int[] {} : new int[] {2000, 10}) {
      add(
          Part.SHIPPED,
          "1/" + oneIn,
          1.0 / oneIn,
          medium(1.0 / oneIn),
          RuleLoad.SHIPPED,
          peers(Peer.MIRRORWATCH));
    }
  }

  private void rules() {
    for (int others : options.quick() ? new int[] {100} : new int[] {1, 10, 100, 1000}) {
      add(
          Part.RULES,
          Integer.toString(others),
          others,
          large(RARE),
          new RuleLoad(false, others, 1),
          withShortPeers(peers(Peer.MIRRORWATCH, Peer.FLINKCEP, Peer.ESPER, Peer.LOOP)));
    }
  }

  private void correlations() {
    for (int stagings : new int[] {1, 100}) {
      add(
          Part.CORRELATIONS,
          Integer.toString(stagings),
          stagings,
          large(RARE),
          new RuleLoad(false, 0, stagings),
          withShortPeers(peers(Peer.MIRRORWATCH, Peer.FLINKCEP, Peer.ESPER, Peer.LOOP)));
    }
  }

  private void principals() {
    for (int principals : new int[] {1_000, 100_000, 1_000_000}) {
      add(
          Part.PRINCIPALS,
          "%,d".formatted(principals),
          principals,
          workload(1).withPrincipals(principals),
          RuleLoad.ONLY_STAGING,
          peers(Peer.MIRRORWATCH, Peer.FLINKCEP, Peer.ESPER, Peer.LOOP));
    }
  }

  private void flood() {
    Map<Peer, Portion> peers =
        peers(Peer.MIRRORWATCH, Peer.FLINKCEP, Peer.SQL, Peer.ESPER, Peer.LOOP);
    // Their cost grows with the square of the flood.
    peers.replaceAll((peer, all) -> peer == Peer.MIRRORWATCH ? all : new Portion(4, 1));
    add(
        Part.FLOOD,
        "9/10",
        0.9,
        workload(0).withEvents(options.events() / 4).withFloodShare(0.9),
        RuleLoad.ONLY_STAGING,
        peers);
  }

  private void recall() {
    points.add(
        new Point(
            Part.RECALL,
            "all shapes",
            Shape.values().length,
            workload(0.002)
                .withEvents(RECALL_EVENTS)
                .withDuplicateShare(0.01)
                .withShapes(3 * Shape.values().length, List.of(Shape.values()))
                .withDecoys(3 * Decoy.values().length, List.of(Decoy.values())),
            RuleLoad.SHIPPED,
            1,
            peers(Peer.MIRRORWATCH, Peer.FLINKCEP, Peer.SQL, Peer.ESPER, Peer.LOOP)));
  }

  private WorkloadSettings workload(double share) {
    int stagings = Math.max(1, options.events() / EVENTS_FOR_EACH_STAGING);
    return WorkloadSettings.defaults()
        .withEvents(options.events())
        .withPrincipals(PRINCIPALS)
        .withRelevantShare(share)
        .withDecoys(0, List.of())
        .withShapes(stagings, List.of(Shape.values()));
  }

  /** For contenders that pass over what nobody wants: the smaller one is over before it began. */
  private WorkloadSettings large(double share) {
    return workload(share).withEvents(LARGE * options.events());
  }

  private WorkloadSettings medium(double share) {
    return workload(share)
        .withEvents(options.quick() ? options.events() : MEDIUM * options.events());
  }

  private static Map<Peer, Portion> withShortPeers(Map<Peer, Portion> portions) {
    portions.replaceAll((peer, all) -> peer == Peer.MIRRORWATCH ? all : new Portion(SHORT, 1));
    return portions;
  }

  private void add(
      Part part,
      String label,
      double value,
      WorkloadSettings workload,
      RuleLoad rules,
      Map<Peer, Portion> portions) {
    points.add(new Point(part, label, value, workload, rules, options.rounds(), portions));
  }

  /** All records for each of them. */
  private static Map<Peer, Portion> peers(Peer... peers) {
    Map<Peer, Portion> portions = new EnumMap<>(Peer.class);
    List.of(peers).forEach(peer -> portions.put(peer, Portion.ALL));
    return portions;
  }

  private Map<Peer, Portion> withLimits(int size, Map<Peer, Portion> portions) {
    Portion often = new Portion(1, Math.max(1, LIMIT_EVENTS / (size * options.events())));
    portions.put(Peer.LIMIT, often);
    portions.put(Peer.LIMIT_CHUNKS, often);
    return portions;
  }
}
