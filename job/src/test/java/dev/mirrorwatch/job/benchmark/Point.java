package dev.mirrorwatch.job.benchmark;

import dev.mirrorwatch.testdata.WorkloadSettings;
import java.util.Map;

/**
 * One workload under one set of rules.
 *
 * @param part what it is a point of
 * @param label the value that is varied, for readers
 * @param value the same, as a number
 * @param workload what is read
 * @param rules what is looked for
 * @param rounds how often each contender runs
 * @param portions who runs, and how much of the workload each reads
 */
record Point(
    Part part,
    String label,
    double value,
    WorkloadSettings workload,
    RuleLoad rules,
    int rounds,
    Map<Peer, Portion> portions) {}
