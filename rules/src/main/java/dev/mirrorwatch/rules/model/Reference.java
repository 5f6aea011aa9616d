package dev.mirrorwatch.rules.model;

import java.io.Serializable;

/** The name or id of another rule as written in a document, and where it is written. */
public record Reference(String text, Location location) implements Serializable {}
