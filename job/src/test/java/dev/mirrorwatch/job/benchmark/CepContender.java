package dev.mirrorwatch.job.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mirrorwatch.job.sink.SpoolSink;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** FlinkCEP as a reader of its documentation would write it; ties of time are put in order. */
final class CepContender implements Contender {

  private static final OutputTag<String> OTHERS = new OutputTag<>("others", Types.STRING);

  @Override
  public Set<Staging> run(Task task) throws Exception {
    StreamExecutionEnvironment environment = LocalFlink.environment();
    FileSource<String> lines =
        FileSource.forRecordStreamFormat(new TextLineInputFormat(), LocalFlink.paths(task.files()))
            .build();
    SingleOutputStreamOperator<AuditCall> calls =
        environment
            .fromSource(lines, WatermarkStrategy.noWatermarks(), "lines")
            .process(new Parse(task.rules()))
            .returns(TypeInformation.of(AuditCall.class));
    calls.getSideOutput(OTHERS).sinkTo(new DiscardingSink<>());
    KeyedStream<AuditCall, String> parts =
        calls
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<AuditCall>forBoundedOutOfOrderness(Duration.ofMinutes(15))
                    .withTimestampAssigner((call, before) -> call.time()))
            .filter(AuditCall::isPart)
            .keyBy(AuditCall::key);
    DataStream<Staging> found = stagings(parts);
    for (int i = 1; i < task.rules().stagings(); i++) {
      found = found.union(stagings(parts));
    }
    SpoolSink<Staging> results = LocalFlink.spool(found);
    environment.execute();
    Set<Staging> told = new HashSet<>();
    results.forEach(told::add);
    return told;
  }

  private static DataStream<Staging> stagings(KeyedStream<AuditCall, String> parts) {
    Pattern<AuditCall, ?> staging =
        Pattern.<AuditCall>begin("target")
            .where(SimpleCondition.of(call -> call.stage() == 0))
            .followedBy("filter")
            .where(SimpleCondition.of(call -> call.stage() == 1))
            .followedBy("rule")
            .where(SimpleCondition.of(call -> call.stage() == 2))
            .where(new SameFilter())
            .followedBy("session")
            .where(SimpleCondition.of(call -> call.stage() == 3))
            .where(new SameFilter())
            .where(new SameTarget())
            .within(Duration.ofHours(2));
    return CEP.pattern(parts, staging, (one, other) -> Integer.compare(one.stage(), other.stage()))
        .process(new ToStaging(), TypeInformation.of(Staging.class));
  }

  private static final class Parse extends ProcessFunction<String, AuditCall> {

    private static final JsonMapper JSON = new JsonMapper();

    private final int others;
    private transient List<OtherRule> rules;

    Parse(RuleLoad load) {
      others = load.others();
    }

    @Override
    public void processElement(String line, Context context, Collector<AuditCall> out)
        throws Exception {
      if (rules == null) {
        rules = new RuleLoad(false, others, 1).otherRules();
      }
      AuditCall call = AuditCall.of(JSON.readTree(line));
      for (OtherRule rule : rules) {
        if (rule.matches(call)) {
          context.output(OTHERS, rule.name());
        }
      }
      out.collect(call);
    }
  }

  private static final class SameFilter extends IterativeCondition<AuditCall> {

    @Override
    public boolean filter(AuditCall call, Context<AuditCall> context) throws Exception {
      return call.filterId()
          .equals(context.getEventsForPattern("filter").iterator().next().filterId());
    }
  }

  private static final class SameTarget extends IterativeCondition<AuditCall> {

    @Override
    public boolean filter(AuditCall call, Context<AuditCall> context) throws Exception {
      return call.targetId()
          .equals(context.getEventsForPattern("target").iterator().next().targetId());
    }
  }

  private static final class ToStaging extends PatternProcessFunction<AuditCall, Staging> {

    @Override
    public void processMatch(
        Map<String, List<AuditCall>> match, Context context, Collector<Staging> out) {
      AuditCall session = match.get("session").get(0);
      out.collect(new Staging(session.principal(), session.targetId()));
    }
  }
}
