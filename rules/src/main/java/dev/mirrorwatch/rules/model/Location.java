package dev.mirrorwatch.rules.model;

import java.io.Serializable;

/** A place in a rule file; line and column count from 1. */
public record Location(String file, int line, int column) implements Serializable {}
