package dev.mirrorwatch.rules.validate;

import dev.mirrorwatch.rules.RuleIssue;
import dev.mirrorwatch.rules.model.RuleDocuments;
import java.util.function.Consumer;

/** Looks for one kind of mistake in a whole rule set. */
interface RuleCheck {

  /** Reports every mistake of its kind; documents may be incomplete where they were unreadable. */
  void check(RuleDocuments documents, Consumer<RuleIssue> issues);
}
