package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.udfs.event.Evidence;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a person made a call by hand. The tool is told by the user agent, which the caller
 * chooses: it may raise a score, and never lowers one.
 */
final class Handiwork {

  /** Types of principals that stand for one person. */
  private static final Set<String> PEOPLE = Set.of("iamuser", "root", "identitycenteruser", "user");

  private Handiwork() {}

  /** {@code console} or {@code command line} where a person used one, else nothing. */
  static Optional<String> tool(Evidence call) {
    boolean person =
        call.principal().human() != null
            || PEOPLE.contains(call.principal().type().toLowerCase(Locale.ROOT));
    if (!person || call.principal().invokedBy() != null || call.userAgent() == null) {
      return Optional.empty();
    }
    return toolOf(call.userAgent().toLowerCase(Locale.ROOT));
  }

  private static Optional<String> toolOf(String agent) {
    boolean console =
        agent.startsWith("mozilla/")
            || agent.equals("aws internal")
            || agent.startsWith("aws-internal")
            || agent.contains("console.amazonaws.com")
            || agent.contains("signin.amazonaws.com");
    if (console) {
      return Optional.of("console");
    }
    boolean commandLine =
        agent.startsWith("aws-cli/")
            || agent.contains("azurecli/")
            || agent.contains("azurepowershell/")
            || agent.contains("gcloud/")
            || agent.contains("google-cloud-sdk");
    return commandLine ? Optional.of("command line") : Optional.empty();
  }
}
