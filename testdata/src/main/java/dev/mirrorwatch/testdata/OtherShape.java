package dev.mirrorwatch.testdata;

import java.util.function.Consumer;

/** What is planted in the sources beside CloudTrail: stagings, and what only looks like one. */
public enum OtherShape {
  /** A virtual network TAP in Azure, and two interfaces attached to it. */
  AZURE_TAP(
      s -> {
        s.makeTap();
        s.attachInterface("web-1");
        s.attachInterface("web-2");
        s.expectTap(2);
      }),

  /** A collector in Google Cloud, and a mirroring to it by the beta API. */
  GOOGLE_MIRRORING(
      s -> {
        s.makeCollector();
        s.mirror("beta");
        s.expectMirroring(1);
      }),

  /** An ERSPAN session of a router, typed line by line. */
  CISCO_ERSPAN(
      s -> {
        s.typeEvidence("monitor session 1 type erspan-source");
        s.type("source interface GigabitEthernet1/0/1");
        s.type("destination");
        s.type("erspan-id 100");
        s.typeEvidence("ip address 198.51.100.9");
        s.type("origin ip address 192.0.2.1");
        s.type("exit");
        s.typeEvidence("no shutdown");
        s.expectErspan();
      }),

  /** A TAP that nothing is attached to: no alert. */
  AZURE_TAP_ALONE(OtherScript::makeTap),

  /** A collector that nothing is mirrored to: no alert. */
  GOOGLE_COLLECTOR_ALONE(OtherScript::makeCollector),

  /** A copy to a port of the same switch: no alert. */
  CISCO_LOCAL(
      s -> {
        s.type("monitor session 1 source interface GigabitEthernet1/0/1");
        s.type("monitor session 1 destination interface GigabitEthernet1/0/24");
      });

  private final Consumer<OtherScript> plot;

  OtherShape(Consumer<OtherScript> plot) {
    this.plot = plot;
  }

  void play(OtherScript script) {
    plot.accept(script);
  }
}
