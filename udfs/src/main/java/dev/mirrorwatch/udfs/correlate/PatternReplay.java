package dev.mirrorwatch.udfs.correlate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.state.AggregatingState;
import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingState;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;
import org.apache.flink.cep.pattern.Pattern;

/**
 * FlinkCEP's automaton as a pure function: sorted events in, matches out, nothing kept. The one
 * place that touches the library's inner API; {@code PatternReplayTest} compares it to the public
 * {@code CEP.pattern} and fails on an upgrade that changes it.
 *
 * <p>Cost grows faster than the number of events: give it the few candidates, not the buffer.
 */
final class PatternReplay<T> {

  private final NFA<T> nfa;
  private final ToLongFunction<T> time;
  private final MemoryStore store = new MemoryStore();
  private final SharedBuffer<T> buffer;

  /**
   * @param serializer of the events; the automaton never calls it, since nothing leaves memory
   * @param time an event's time in epoch milliseconds
   */
  PatternReplay(Pattern<T, ?> pattern, TypeSerializer<T> serializer, ToLongFunction<T> time) {
    this.nfa = NFACompiler.compileFactory(pattern, false).createNFA();
    this.time = time;
    this.buffer = new SharedBuffer<>(store, serializer);
    // The library logs cache statistics from a thread of its own, one for each buffer.
    buffer.releaseCacheStatisticsTimer();
  }

  /** All matches in {@code events}, which are sorted by time; each match in pattern order. */
  List<List<T>> matches(List<T> events) {
    List<List<T>> matches = new ArrayList<>();
    NFAState state = nfa.createInitialNFAState();
    try (SharedBufferAccessor<T> accessor = buffer.getAccessor()) {
      for (T event : events) {
        long timestamp = time.applyAsLong(event);
        nfa.advanceTime(accessor, state, timestamp, AfterMatchSkipStrategy.noSkip());
        collect(
            nfa.process(
                accessor, state, event, timestamp, AfterMatchSkipStrategy.noSkip(), () -> 0L),
            matches);
      }
    } catch (Exception e) {
      throw new IllegalStateException("FlinkCEP failed on candidates " + events, e);
    } finally {
      store.clear();
    }
    return matches;
  }

  private static <T> void collect(Collection<Map<String, List<T>>> found, List<List<T>> matches) {
    for (Map<String, List<T>> match : found) {
      matches.add(match.values().stream().flatMap(List::stream).toList());
    }
  }

  /** Just the state that {@link SharedBuffer} asks for, in plain maps. */
  private static final class MemoryStore implements KeyedStateStore {

    private final Map<String, MemoryMap<?, ?>> maps = new HashMap<>();

    void clear() {
      maps.values().forEach(MemoryMap::clear);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> MapState<K, V> getMapState(MapStateDescriptor<K, V> descriptor) {
      return (MapState<K, V>)
          maps.computeIfAbsent(descriptor.getName(), name -> new MemoryMap<K, V>());
    }

    @Override
    public <V> ValueState<V> getState(ValueStateDescriptor<V> descriptor) {
      throw new UnsupportedOperationException(descriptor.getName());
    }

    @Override
    public <V> ListState<V> getListState(ListStateDescriptor<V> descriptor) {
      throw new UnsupportedOperationException(descriptor.getName());
    }

    @Override
    public <V> ReducingState<V> getReducingState(ReducingStateDescriptor<V> descriptor) {
      throw new UnsupportedOperationException(descriptor.getName());
    }

    @Override
    public <I, A, O> AggregatingState<I, O> getAggregatingState(
        AggregatingStateDescriptor<I, A, O> descriptor) {
      throw new UnsupportedOperationException(descriptor.getName());
    }

    @Override
    public <V> org.apache.flink.api.common.state.v2.ValueState<V> getValueState(
        org.apache.flink.api.common.state.v2.ValueStateDescriptor<V> descriptor) {
      throw new UnsupportedOperationException(descriptor.getStateId());
    }

    @Override
    public <V> org.apache.flink.api.common.state.v2.ListState<V> getListState(
        org.apache.flink.api.common.state.v2.ListStateDescriptor<V> descriptor) {
      throw new UnsupportedOperationException(descriptor.getStateId());
    }

    @Override
    public <K, V> org.apache.flink.api.common.state.v2.MapState<K, V> getMapState(
        org.apache.flink.api.common.state.v2.MapStateDescriptor<K, V> descriptor) {
      throw new UnsupportedOperationException(descriptor.getStateId());
    }

    @Override
    public <V> org.apache.flink.api.common.state.v2.ReducingState<V> getReducingState(
        org.apache.flink.api.common.state.v2.ReducingStateDescriptor<V> descriptor) {
      throw new UnsupportedOperationException(descriptor.getStateId());
    }

    @Override
    public <I, A, O>
        org.apache.flink.api.common.state.v2.AggregatingState<I, O> getAggregatingState(
            org.apache.flink.api.common.state.v2.AggregatingStateDescriptor<I, A, O> descriptor) {
      throw new UnsupportedOperationException(descriptor.getStateId());
    }

    @Override
    public String getBackendTypeIdentifier() {
      return "memory";
    }
  }

  private static final class MemoryMap<K, V> implements MapState<K, V> {

    private final Map<K, V> entries = new HashMap<>();

    @Override
    public V get(K key) {
      return entries.get(key);
    }

    @Override
    public void put(K key, V value) {
      entries.put(key, value);
    }

    @Override
    public void putAll(Map<K, V> map) {
      entries.putAll(map);
    }

    @Override
    public void remove(K key) {
      entries.remove(key);
    }

    @Override
    public boolean contains(K key) {
      return entries.containsKey(key);
    }

    @Override
    public Iterable<Map.Entry<K, V>> entries() {
      return entries.entrySet();
    }

    @Override
    public Iterable<K> keys() {
      return entries.keySet();
    }

    @Override
    public Iterable<V> values() {
      return entries.values();
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
      return entries.entrySet().iterator();
    }

    @Override
    public boolean isEmpty() {
      return entries.isEmpty();
    }

    @Override
    public void clear() {
      entries.clear();
    }
  }
}
