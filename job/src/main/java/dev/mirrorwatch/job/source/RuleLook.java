package dev.mirrorwatch.job.source;

import dev.mirrorwatch.udfs.reload.RuleSetText;
import java.io.Serializable;

/** Reads rules as they are now. */
interface RuleLook extends Serializable {

  RuleSetText look() throws Exception;
}
