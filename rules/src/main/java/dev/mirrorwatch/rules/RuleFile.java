package dev.mirrorwatch.rules;

import java.io.Serializable;

/** A rule file as text: what travels to the cluster, and what the compiler reads. */
public record RuleFile(String name, String text) implements Serializable {}
