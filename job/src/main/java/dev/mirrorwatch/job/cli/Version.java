package dev.mirrorwatch.job.cli;

import org.apache.flink.runtime.util.EnvironmentInformation;
import picocli.CommandLine.IVersionProvider;

/** The versions that matter when something is reported. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String own = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "mirrorwatch " + (own == null ? "(unpackaged)" : own),
      "Flink " + EnvironmentInformation.getVersion(),
      "Java " + Runtime.version()
    };
  }
}
