package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.WrittenDocument;
import java.util.function.Consumer;

/** Looks for one kind of mistake in one document as it is written. */
interface DocumentCheck {

  /** Reports every mistake of its kind. */
  void check(WrittenDocument document, Consumer<RuleIssue> issues);
}
