package dev.mirrorwatch.job.benchmark;

/**
 * A rule for a successful call that no record is.
 *
 * @param name of the rule
 * @param source the service that has such a call
 * @param call its name
 */
record OtherRule(String name, String source, String call) {

  static OtherRule of(int number) {
    return new OtherRule(
        "other_call_" + number, "service-" + number + ".amazonaws.com", "OtherCall" + number);
  }

  boolean matches(AuditCall made) {
    return made.name().equals(call) && made.source().equals(source) && made.success();
  }

  String sigma(String id) {
    return """
        title: Somebody called %s
        id: %s
        name: %s
        status: test
        description: A call that nobody makes.
        logsource:
          product: aws
          service: cloudtrail
        detection:
          selection:
            eventSource: %s
            eventName: %s
            event.outcome: success
          condition: selection
        level: low
        """
        .formatted(call, id, name, source, call);
  }
}
