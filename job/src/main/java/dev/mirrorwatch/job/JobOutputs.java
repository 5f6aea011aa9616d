package dev.mirrorwatch.job;

import dev.mirrorwatch.udfs.event.Alert;
import dev.mirrorwatch.udfs.event.DeadLetter;
import dev.mirrorwatch.udfs.event.LateEvent;
import dev.mirrorwatch.udfs.reload.RuleSetStatus;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Every way out of the pipeline. A record that takes none of them was counted as no match. */
public record JobOutputs(
    DataStream<Alert> alerts,
    DataStream<DeadLetter> deadLetters,
    DataStream<LateEvent> lateEvents,
    DataStream<RuleSetStatus> ruleStatus) {}
