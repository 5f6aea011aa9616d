package dev.mirrorwatch.udfs.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mirrorwatch.rules.CorrelationsOnly;
import dev.mirrorwatch.rules.model.CorrelationRule;
import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.AlertStatus;
import dev.mirrorwatch.udfs.event.Evidence;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.event.StageHit;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import dev.mirrorwatch.udfs.reload.RulesInEffect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.function.BiConsumerWithException;

/**
 * The correlate function on Flink's own harness, with alerts gathered as a sink would keep them.
 */
final class CorrelateHarness implements AutoCloseable {

  private List<CorrelationRule> rules;
  private final Duration lateness;
  private KeyedTwoInputStreamOperatorTestHarness<String, StageHit, RuleSetText, Alert> harness;
  private final List<Alert> told = new ArrayList<>();
  private final List<Alert> inner = new ArrayList<>();
  private final List<LateEvent> late = new ArrayList<>();

  CorrelateHarness(Duration lateness, CorrelationRule... rules) throws Exception {
    this.rules = List.of(rules);
    this.lateness = lateness;
    harness = create();
    start();
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, StageHit, RuleSetText, Alert> create()
      throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new CoBroadcastWithKeyedOperator<>(
            new CorrelateFunction(FirstRules.of(CorrelationsOnly.of(rules)), lateness),
            List.of(RulesInEffect.descriptor())),
        StageHit::correlationKey,
        null,
        Types.STRING);
  }

  CorrelateHarness arrive(StageHit... hits) throws Exception {
    return arrive(List.of(hits));
  }

  CorrelateHarness arrive(List<StageHit> hits) throws Exception {
    for (StageHit hit : hits) {
      harness.processElement1(hit, hit.time());
    }
    drain();
    return this;
  }

  CorrelateHarness watermark(long time) throws Exception {
    harness.processWatermark1(new Watermark(time));
    drain();
    return this;
  }

  /** Ends this run and goes on from its checkpoint in a new one. */
  CorrelateHarness restart() throws Exception {
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = create();
    harness.initializeState(state);
    start();
    return this;
  }

  /** Rule sets come beside the hits and never hold time back. */
  private void start() throws Exception {
    harness.open();
    harness.processWatermark2(Watermark.MAX_WATERMARK);
  }

  /** The same with other rules. */
  CorrelateHarness restartWith(CorrelationRule... others) throws Exception {
    rules = List.of(others);
    return restart();
  }

  private void drain() {
    for (Object record : harness.getOutput()) {
      if (record instanceof StreamRecord<?> element) {
        told.add((Alert) element.getValue());
      }
    }
    harness.getOutput().clear();
    var innerOutput = harness.getSideOutput(CorrelateFunction.INNER_ALERTS);
    if (innerOutput != null) {
      innerOutput.forEach(record -> inner.add(record.getValue()));
      innerOutput.clear();
    }
    var lateOutput = harness.getSideOutput(CorrelateFunction.LATE_EVENTS);
    if (lateOutput != null) {
      lateOutput.forEach(record -> late.add(record.getValue()));
      lateOutput.clear();
    }
  }

  /** Everything that analysts are told, in order. */
  List<Alert> told() {
    return told;
  }

  /** What other correlations are told of those that are their stages. */
  List<Alert> inner() {
    return inner;
  }

  List<LateEvent> late() {
    return late;
  }

  /** What a sink that keeps the last revision shows as open: identity to event ids. */
  Map<String, Set<String>> open() {
    return last(AlertStatus.OPEN);
  }

  /** The same of what stalls. */
  Map<String, Set<String>> stalled() {
    return last(AlertStatus.STALLED);
  }

  private Map<String, Set<String>> last(AlertStatus status) {
    Map<String, Alert> last = new LinkedHashMap<>();
    for (Alert alert : told) {
      Alert before = last.put(alert.id(), alert);
      assertThat(before == null || before.revision() < alert.revision())
          .as("%s comes with a higher revision than %s", alert, before)
          .isTrue();
    }
    Map<String, Set<String>> open = new LinkedHashMap<>();
    last.values().stream()
        .filter(alert -> alert.status() == status)
        .forEach(alert -> open.put(alert.identity(), eventIds(alert)));
    return open;
  }

  static Set<String> eventIds(Alert alert) {
    Set<String> ids = new TreeSet<>();
    alert.evidence().stream().map(Evidence::eventId).forEach(ids::add);
    return ids;
  }

  void assertNothingKept() {
    assertThat(harness.numKeyedStateEntries()).as("state entries").isZero();
    assertThat(harness.numEventTimeTimers()).as("timers").isZero();
  }

  int stateEntries() {
    return harness.numKeyedStateEntries();
  }

  int timers() {
    return harness.numEventTimeTimers();
  }

  /** Hits kept, over all groups: Flink's own count sees a map as one entry. */
  int bufferedHits() throws Exception {
    AtomicInteger hits = new AtomicInteger();
    forEachEntry(
        KeyedGroupState.BUFFER_STATE,
        Types.POJO(BufferedHit.class),
        (key, hit) -> hits.incrementAndGet());
    return hits.get();
  }

  /** Hits kept, of all groups, as the heap has them. */
  List<StageHit> keptHits() throws Exception {
    List<StageHit> hits = new ArrayList<>();
    forEachEntry(
        KeyedGroupState.BUFFER_STATE,
        Types.POJO(BufferedHit.class),
        (key, buffered) -> hits.add(buffered.hit()));
    return hits;
  }

  /** Serialized size of everything that is kept, as a checkpoint has it. */
  long stateBytes() throws Exception {
    return bytes(KeyedGroupState.BUFFER_STATE, Types.POJO(BufferedHit.class))
        + bytes(KeyedGroupState.ALERTS_STATE, Types.POJO(StandingAlert.class))
        + bytes(KeyedGroupState.COUNTS_STATE, Types.LONG);
  }

  /** Numbers that are kept, of one group. */
  Map<String, Long> counts() throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    forEachEntry(KeyedGroupState.COUNTS_STATE, Types.LONG, counts::put);
    return counts;
  }

  private <T> long bytes(String state, TypeInformation<T> type) throws Exception {
    TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(1 << 10);
    forEachEntry(
        state,
        type,
        (key, value) -> {
          StringSerializer.INSTANCE.serialize(key, out);
          serializer.serialize(value, out);
        });
    return out.length();
  }

  private <T> void forEachEntry(
      String state, TypeInformation<T> type, BiConsumerWithException<String, T, Exception> action)
      throws Exception {
    AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
    operator
        .<String>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            new MapStateDescriptor<>(state, Types.STRING, type),
            (key, entries) -> {
              for (Map.Entry<String, T> entry : entries.entries()) {
                action.accept(entry.getKey(), entry.getValue());
              }
            });
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
