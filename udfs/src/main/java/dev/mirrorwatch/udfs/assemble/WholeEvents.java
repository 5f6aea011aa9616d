package dev.mirrorwatch.udfs.assemble;

import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.Part;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What {@link AssembleFunction} does, without a cluster, for events with a part and without. In:
 * events in the order of their arrival. Out: whole events; what is no part passes at once.
 */
public final class WholeEvents {

  private final Map<Part.Kind, Assembly> assemblies;
  private final Map<String, MemoryAssemblyState> states = new LinkedHashMap<>();
  private final TreeSet<Waking> wakings =
      new TreeSet<>(Comparator.comparingLong(Waking::time).thenComparing(Waking::key));
  private final AssemblyOutput out;

  /** When a key is looked at again. */
  private record Waking(long time, String key) {}

  /**
   * @param allowedLateness how far behind the watermark an event may be and still count
   */
  public WholeEvents(Duration allowedLateness, Consumer<AuditEvent> out) {
    this.assemblies = Assembly.of(allowedLateness);
    this.out =
        new AssemblyOutput() {
          @Override
          public void event(AuditEvent whole) {
            out.accept(whole);
          }

          @Override
          public void count(String name) {
            // Who reads events one after the other sees for himself.
          }
        };
  }

  public void arrive(AuditEvent event) {
    if (event.part() == null) {
      out.event(event);
      return;
    }
    String key = event.part().assemblyKey();
    MemoryAssemblyState state = states.computeIfAbsent(key, unseen -> new MemoryAssemblyState());
    waking(key, state).ifPresent(wakings::remove);
    assemblies.get(event.part().kind()).take(event, state, out);
    schedule(key, state);
  }

  /** What waited until then is told. */
  public void advance(long watermark) {
    while (!wakings.isEmpty() && wakings.first().time <= watermark) {
      String key = wakings.pollFirst().key;
      MemoryAssemblyState state = states.get(key);
      state.woken();
      assemblies.get(Part.kindOf(key)).wake(state, out);
      schedule(key, state);
    }
  }

  /** No more events come. */
  public void end() {
    advance(Long.MAX_VALUE);
  }

  private void schedule(String key, MemoryAssemblyState state) {
    waking(key, state).ifPresentOrElse(wakings::add, () -> states.remove(key));
  }

  private static Optional<Waking> waking(String key, MemoryAssemblyState state) {
    return Optional.ofNullable(state.wakeTime()).map(time -> new Waking(time, key));
  }
}
