package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.reload.RuleSetText;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/** Rule sets as they stand at the start, and after each change where somebody looks for one. */
final class RuleSetSource implements Source<RuleSetText, RuleSetSplit, Void> {

  private final @Nullable RuleLook rules;
  private final @Nullable Duration every;
  private final String known;

  private RuleSetSource(@Nullable RuleLook rules, @Nullable Duration every, String known) {
    this.rules = rules;
    this.every = every;
    this.known = known;
  }

  /** No rule set at all: an input that ends at once. */
  static RuleSetSource none() {
    return new RuleSetSource(null, null, "");
  }

  /** One rule set, told again whenever the job is started. */
  static RuleSetSource once(RuleSetText rules) {
    return new RuleSetSource(() -> rules, null, rules.version());
  }

  /**
   * @param known version of the set that the job is started with
   */
  static RuleSetSource watching(RuleLook rules, Duration every, String known) {
    return new RuleSetSource(rules, every, known);
  }

  @Override
  public Boundedness getBoundedness() {
    return rules == null ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<RuleSetSplit, Void> createEnumerator(
      SplitEnumeratorContext<RuleSetSplit> context) {
    return new RuleSetEnumerator(context, rules, every, known);
  }

  @Override
  public SplitEnumerator<RuleSetSplit, Void> restoreEnumerator(
      SplitEnumeratorContext<RuleSetSplit> context, Void nothing) {
    return createEnumerator(context);
  }

  @Override
  public SourceReader<RuleSetText, RuleSetSplit> createReader(SourceReaderContext context) {
    return new RuleSetReader();
  }

  @Override
  public SimpleVersionedSerializer<RuleSetSplit> getSplitSerializer() {
    return new RuleSetSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Void> getEnumeratorCheckpointSerializer() {
    return new NothingSerializer();
  }

  /** The enumerator keeps nothing. */
  private static final class NothingSerializer implements SimpleVersionedSerializer<Void> {

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Void nothing) {
      return new byte[0];
    }

    @Override
    public Void deserialize(int version, byte[] serialized) throws IOException {
      return null;
    }
  }
}
