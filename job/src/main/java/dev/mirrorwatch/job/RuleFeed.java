package dev.mirrorwatch.job;

import dev.mirrorwatch.rules.RuleSet;
import dev.mirrorwatch.udfs.reload.FirstRules;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Where the pipeline's rules come from.
 *
 * @param first what it begins with
 * @param levels of correlations that it has operators for; see {@link RuleSet#levels()}
 * @param offered rule sets that may replace the first; its watermark is the end of time
 * @param changes whether any of them may differ from the first
 */
public record RuleFeed(
    FirstRules first, int levels, DataStream<RuleSetText> offered, boolean changes) {}
