package dev.mirrorwatch.testdata;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Audit records with known attacks in them: settings in, records in the order of their arrival out,
 * and with them the alerts that must and must not come of it.
 *
 * <p>Each pass over the workload makes the same records again. A background record is written only
 * when it arrives, from the seed and its number; memory holds the planted records and, of those
 * under way, two numbers each.
 */
public final class Workload implements Iterable<WorkloadRecord> {
  /** What separates the random numbers of one use from those of another. */
  private static final long PLANTING = 1L << 40;

  private static final long DECOY = 2L << 40;
  private static final long TIMING = 3L << 40;
  private static final long CONTENT = 4L << 40;
  private static final long OTHER = 5L << 40;

  /** Room left at the end, so that most plantings end before the background does. */
  private static final Duration ROOM = Duration.ofMinutes(10);

  private final WorkloadSettings settings;
  private final Population population;
  private final List<WorkloadRecord> planted;
  private final List<ExpectedAlert> truth;
  private final List<PlantedDecoy> decoys;

  private Workload(
      WorkloadSettings settings,
      List<WorkloadRecord> planted,
      List<ExpectedAlert> truth,
      List<PlantedDecoy> decoys) {
    this.settings = settings;
    this.population = new Population(settings);
    this.planted = List.copyOf(planted);
    this.truth = List.copyOf(truth);
    this.decoys = List.copyOf(decoys);
  }

  /**
   * Plans a workload.
   *
   * @throws IllegalArgumentException if the plantings need more events than the settings allow
   */
  public static Workload of(WorkloadSettings settings) {
    List<WorkloadRecord> planted = new ArrayList<>();
    List<ExpectedAlert> truth = new ArrayList<>();
    List<PlantedDecoy> decoys = new ArrayList<>();
    for (int i = 0; i < settings.planted(); i++) {
      Shape shape = settings.shapes().get(i % settings.shapes().size());
      Script script = script(shape.name(), settings, PLANTING + i);
      shape.play(script);
      script.steps().forEach(step -> step.addDeliveriesTo(planted));
      truth.addAll(script.alerts());
    }
    for (int i = 0; i < settings.decoys(); i++) {
      Decoy decoy = settings.decoyKinds().get(i % settings.decoyKinds().size());
      Script script = script(decoy.name(), settings, DECOY + i);
      decoy.play(script);
      script.steps().forEach(step -> step.addDeliveriesTo(planted));
      decoys.add(script.decoy());
    }
    for (int i = 0; i < settings.others().planted(); i++) {
      OtherShape shape = OtherShape.values()[i % OtherShape.values().length];
      OtherScript script =
          new OtherScript(shape.name(), Dice.of(settings.seed(), OTHER + i), i, start(settings, i));
      shape.play(script);
      planted.addAll(script.deliveries());
      truth.addAll(script.alerts());
    }
    if (planted.size() > settings.events()) {
      throw new IllegalArgumentException(
          "the plantings alone are "
              + planted.size()
              + " events, more than the "
              + settings.events()
              + " asked for");
    }
    planted.sort(Comparator.comparing(WorkloadRecord::arrival));
    return new Workload(settings, planted, truth, decoys);
  }

  private static Script script(String name, WorkloadSettings settings, long number) {
    Dice dice = Dice.of(settings.seed(), number);
    long seconds = Math.max(1, settings.duration().minus(ROOM).toSeconds());
    Instant start = settings.start().plusSeconds(dice.below((int) seconds));
    return new Script(name, dice, settings, start);
  }

  private static Instant start(WorkloadSettings settings, int number) {
    long seconds = Math.max(1, settings.duration().minus(ROOM).toSeconds());
    return settings
        .start()
        .plusSeconds(Dice.of(settings.seed(), OTHER - 1 - number).below((int) seconds));
  }

  /** The alerts that must be open at the end, no more and no fewer. */
  public List<ExpectedAlert> truth() {
    return truth;
  }

  /** The decoys, in the order they were planted. */
  public List<PlantedDecoy> decoys() {
    return decoys;
  }

  /** The records in the order of their arrival; as many as the settings ask for. */
  @Override
  public Iterator<WorkloadRecord> iterator() {
    return new Merge(planted.iterator(), new Arrivals(settings.events() - planted.size()));
  }

  /** A background record under way: when it arrives, and which one it is. */
  private record Pending(long arrivalSecond, long number, boolean again) {}

  /** The background, put into the order of arrival. */
  private final class Arrivals implements Iterator<WorkloadRecord> {
    private final int count;
    private final long startSecond = settings.start().getEpochSecond();
    private final long seconds = settings.duration().toSeconds();
    private final PriorityQueue<Pending> underWay =
        new PriorityQueue<>(
            Comparator.comparingLong(Pending::arrivalSecond)
                .thenComparingLong(Pending::number)
                .thenComparing(Pending::again));
    private long made;
    private long delivered;

    Arrivals(int count) {
      this.count = count;
    }

    @Override
    public boolean hasNext() {
      return delivered < count;
    }

    @Override
    public WorkloadRecord next() {
      // Nothing that is still to be made can arrive before its own time and the shortest delay.
      while (made < count
          && (underWay.isEmpty()
              || underWay.peek().arrivalSecond()
                  >= secondOf(made) + Script.SHORTEST_DELAY_SECONDS)) {
        send(made++);
      }
      delivered++;
      Pending next = underWay.remove();
      return record(next.number(), Instant.ofEpochSecond(next.arrivalSecond()));
    }

    private long secondOf(long number) {
      return startSecond + seconds * number / count;
    }

    private void send(long number) {
      Dice dice = Dice.of(settings.seed(), TIMING + number);
      long arrival =
          secondOf(number)
              + dice.between(Script.SHORTEST_DELAY_SECONDS, Script.LONGEST_DELAY_SECONDS);
      underWay.add(new Pending(arrival, number, false));
      if (dice.chance(settings.duplicateShare())) {
        underWay.add(new Pending(arrival + dice.below(300), number, true));
      }
    }

    private WorkloadRecord record(long number, Instant arrival) {
      Dice dice = Dice.of(settings.seed(), CONTENT + number);
      String eventId = dice.uuid();
      if (settings.others().share() > 0 && dice.chance(settings.others().share())) {
        return OtherBackground.record(
            dice, eventId, Instant.ofEpochSecond(secondOf(number)), arrival);
      }
      boolean flood = settings.floodShare() > 0 && dice.chance(settings.floodShare());
      Caller caller = flood ? population.flooder() : population.any(dice);
      String region = flood ? settings.regions().get(0) : dice.pick(settings.regions());
      CloudTrailRecords.Call call =
          flood || dice.chance(settings.relevantShare())
              ? Background.harmlessMirrorCall(dice, caller)
              : Background.ordinary(dice, caller, region);
      String json =
          call.in(region).at(Instant.ofEpochSecond(secondOf(number))).eventId(eventId).json();
      return new WorkloadRecord(arrival, caller.account(), region, eventId, json);
    }
  }

  /** Two sources, each in the order of arrival, as one. */
  private static final class Merge implements Iterator<WorkloadRecord> {
    private final Iterator<WorkloadRecord> first;
    private final Iterator<WorkloadRecord> second;
    private WorkloadRecord headOfFirst;
    private WorkloadRecord headOfSecond;

    Merge(Iterator<WorkloadRecord> first, Iterator<WorkloadRecord> second) {
      this.first = first;
      this.second = second;
      headOfFirst = nextOrNull(first);
      headOfSecond = nextOrNull(second);
    }

    @Override
    public boolean hasNext() {
      return headOfFirst != null || headOfSecond != null;
    }

    @Override
    public WorkloadRecord next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      WorkloadRecord next;
      if (headOfSecond == null
          || headOfFirst != null && !headOfFirst.arrival().isAfter(headOfSecond.arrival())) {
        next = headOfFirst;
        headOfFirst = nextOrNull(first);
      } else {
        next = headOfSecond;
        headOfSecond = nextOrNull(second);
      }
      return next;
    }

    private static WorkloadRecord nextOrNull(Iterator<WorkloadRecord> source) {
      return source.hasNext() ? source.next() : null;
    }
  }
}
