package dev.mirrorwatch.udfs.risk;

import dev.mirrorwatch.udfs.event.Evidence;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a person made a call by hand. The tool is told by the user agent, which the caller
 * chooses: it may raise a score, and never lowers one. Azure's Activity Log has none; there the
 * token's application tells, by the ids that Microsoft gave its own.
 */
final class Handiwork {

  /** Types of principals that stand for one person. */
  private static final Set<String> PEOPLE = Set.of("iamuser", "root", "identitycenteruser", "user");

  /**
   * Azure portal, Azure CLI and Azure PowerShell, by the table of applications in Microsoft's
   * "Planning for mandatory multifactor authentication for Azure and other admin portals"
   * (learn.microsoft.com/entra/identity/authentication/concept-mandatory-multifactor-authentication).
   */
  private static final Map<String, String> AZURE_APPLICATIONS =
      Map.of(
          "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "console",
          "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "command line",
          "1950a258-227b-4e31-a9cf-717495945fc2", "command line");

  private Handiwork() {}

  /** {@code console} or {@code command line} where a person used one, else nothing. */
  static Optional<String> tool(Evidence call) {
    boolean person =
        call.principal().human() != null
            || PEOPLE.contains(call.principal().type().toLowerCase(Locale.ROOT));
    if (!person || call.principal().invokedBy() != null) {
      return Optional.empty();
    }
    if (call.userAgent() == null) {
      String application = call.principal().accessKeyId();
      return call.cloudProvider().equals("azure") && application != null
          ? Optional.ofNullable(AZURE_APPLICATIONS.get(application))
          : Optional.empty();
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
