package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Part;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.event.WholeEvent;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@link AssembleFunction} does, without a cluster, for events with a part and without. In:
 * events in the order of their arrival. Out: whole events; what is no part passes at once, and what
 * was cut into several records is read when it is put together.
 */
public final class WholeEvents {

  private final Map<Part.Kind, Assembly> assemblies;
  private final Map<String, Whole> wholes = new LinkedHashMap<>();
  private final TreeSet<Waking> wakings =
      new TreeSet<>(Comparator.comparingLong(Waking::time).thenComparing(Waking::key));
  private final Function<RawLog, @Nullable AuditEvent> reading;
  private final Consumer<WholeEvent> out;
  private final boolean once;
  private long watermark = Long.MIN_VALUE;

  /** When a key is looked at again. */
  private record Waking(long time, String key) {}

  /** What is kept under one key. */
  private final class Whole implements AssemblyOutput {

    private final MemoryAssemblyState state = new MemoryAssemblyState();
    private final Map<String, WholeEvent> unsettled = new LinkedHashMap<>();

    @Override
    public void event(WholeEvent whole) {
      if (once) {
        unsettled.put(whole.event().id(), whole);
      } else {
        out.accept(whole);
      }
    }

    @Override
    public void record(RawLog log) {
      AuditEvent event = reading.apply(log);
      if (event != null) {
        arrive(event);
      }
    }

    @Override
    public void count(String name) {
      // Who reads events one after the other sees for himself.
    }

    /** Nothing changes any more what a record means that is not kept. */
    void settle() {
      for (String id : List.copyOf(unsettled.keySet())) {
        if (state.record(id) == null) {
          out.accept(unsettled.remove(id));
        }
      }
    }
  }

  /**
   * Tells each event once, with the meaning that it has in the end.
   *
   * @param allowedLateness how far behind the watermark an event may be and still count
   * @param reading the event that a record is, or {@code null} for none
   */
  public WholeEvents(
      Duration allowedLateness,
      Function<RawLog, @Nullable AuditEvent> reading,
      Consumer<AuditEvent> out) {
    this(allowedLateness, reading, whole -> out.accept(whole.event()), true);
  }

  private WholeEvents(
      Duration allowedLateness,
      Function<RawLog, @Nullable AuditEvent> reading,
      Consumer<WholeEvent> out,
      boolean once) {
    this.reading = reading;
    this.assemblies = Assembly.of(allowedLateness);
    this.out = out;
    this.once = once;
  }

  /**
   * Tells each event as soon as the job does, and again when it means something else.
   *
   * @param allowedLateness how far behind the watermark an event may be and still count
   * @param reading the event that a record is, or {@code null} for none
   */
  public static WholeEvents atOnce(
      Duration allowedLateness,
      Function<RawLog, @Nullable AuditEvent> reading,
      Consumer<WholeEvent> out) {
    return new WholeEvents(allowedLateness, reading, out, false);
  }

  public void arrive(AuditEvent event) {
    if (event.part() == null) {
      out.accept(WholeEvent.first(event));
      return;
    }
    String key = event.part().assemblyKey();
    Whole whole = wholes.computeIfAbsent(key, unseen -> new Whole());
    if (whole.state.wakeTime() != null) {
      wakings.remove(new Waking(whole.state.wakeTime(), key));
    }
    assemblies.get(event.part().kind()).take(event, whole.state.with(watermark), whole);
    schedule(key, whole);
  }

  /** What waited until then is told. */
  public void advance(long time) {
    watermark = Math.max(watermark, time);
    while (!wakings.isEmpty() && wakings.first().time <= watermark) {
      String key = wakings.pollFirst().key;
      Whole whole = wholes.get(key);
      whole.state.woken();
      assemblies.get(Part.kindOf(key)).wake(whole.state.with(watermark), whole);
      schedule(key, whole);
    }
  }

  /** No more events come. */
  public void end() {
    advance(Long.MAX_VALUE);
  }

  private void schedule(String key, Whole whole) {
    whole.settle();
    if (whole.state.wakeTime() == null) {
      wholes.remove(key);
    } else {
      wakings.add(new Waking(whole.state.wakeTime(), key));
    }
  }
}
