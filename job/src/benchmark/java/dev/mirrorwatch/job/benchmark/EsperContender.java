package dev.mirrorwatch.job.benchmark;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.configuration.common.ConfigurationCommonEventTypeBean;
import com.espertech.esper.common.client.util.AccessorStyle;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPDeployment;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Esper on one thread, driven by event time; calls are put in order within the same bound. */
final class EsperContender implements Contender {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String TYPE = "AuditCall";

  /** As long as a call may wait and a staging may take. */
  private static final Duration REST = Duration.ofHours(3);

  @Override
  public Set<Staging> run(Task task) throws Exception {
    Set<Staging> found = new HashSet<>();
    EPRuntime runtime = runtime(task.rules(), found);
    EPEventService events = runtime.getEventService();
    long now = 0;
    try (DealtLines lines = new DealtLines(task.files())) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        AuditCall call = AuditCall.of(JSON.readTree(line));
        if (call.time() > now) {
          now = call.time();
          events.advanceTime(now);
        }
        events.sendEventBean(call, TYPE);
      }
    }
    events.advanceTime(now + REST.toMillis());
    return found;
  }

  private static EPRuntime runtime(RuleLoad rules, Set<Staging> found) throws Exception {
    Configuration configuration = new Configuration();
    ConfigurationCommonEventTypeBean bean = new ConfigurationCommonEventTypeBean();
    bean.setAccessorStyle(AccessorStyle.EXPLICIT);
    for (RecordComponent component : AuditCall.class.getRecordComponents()) {
      bean.addMethodProperty(component.getName(), component.getName());
    }
    configuration.getCommon().addEventType(TYPE, AuditCall.class.getName(), bean);
    configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
    EPRuntime runtime = EPRuntimeProvider.getRuntime("benchmark", configuration);
    EPCompiled compiled =
        EPCompilerProvider.getCompiler()
            .compile(statements(rules), new CompilerArguments(configuration));
    EPDeployment deployment = runtime.getDeploymentService().deploy(compiled);
    for (var statement : deployment.getStatements()) {
      if (statement.getName().startsWith("staging")) {
        statement.addListener(
            (made, left, of, at) -> {
              for (EventBean match : made) {
                found.add(
                    new Staging((String) match.get("principal"), (String) match.get("targetId")));
              }
            });
      }
    }
    return runtime;
  }

  private static String statements(RuleLoad rules) {
    StringBuilder text =
        new StringBuilder(
            """
            insert rstream into Part
            select rstream * from AuditCall(success = true, stage >= 0)#time_order(time, 15 min);
            """);
    for (int i = 0; i < rules.stagings(); i++) {
      text.append(
          """
          @name('staging_%d')
          select s.principal as principal, s.targetId as targetId from pattern [
            every t=Part(stage = 0) -> (
              f=Part(stage = 1, key = t.key)
              -> r=Part(stage = 2, key = t.key, filterId = f.filterId)
              -> s=Part(stage = 3, key = t.key, filterId = f.filterId, targetId = t.targetId)
            ) where timer:within(2 hours)];
          """
              .formatted(i));
    }
    List<OtherRule> others = rules.otherRules();
    for (OtherRule other : others) {
      text.append(
          "@name('%s') select * from AuditCall(source = '%s', name = '%s', success = true);%n"
              .formatted(other.name(), other.source(), other.call()));
    }
    return text.toString();
  }
}
