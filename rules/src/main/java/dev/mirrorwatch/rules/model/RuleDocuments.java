package dev.mirrorwatch.rules.model;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every readable document of a rule set, before references between them are resolved. */
public final class RuleDocuments {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final List<DetectionRule> detections;
  private final List<CorrelationDocument> correlations;
  private final List<RuleFilter> filters;
  private final List<WrittenDocument> written;
  private final Map<String, DetectionRule> detectionsByReference = new HashMap<>();
  private final Map<String, CorrelationDocument> correlationsByReference = new HashMap<>();

  public RuleDocuments(
      List<DetectionRule> detections,
      List<CorrelationDocument> correlations,
      List<RuleFilter> filters,
      List<WrittenDocument> written) {
    this.detections = List.copyOf(detections);
    this.correlations = List.copyOf(correlations);
    this.filters = List.copyOf(filters);
    this.written = List.copyOf(written);
    for (DetectionRule rule : detections) {
      addReferences(rule.header(), rule, detectionsByReference);
    }
    for (CorrelationDocument rule : correlations) {
      addReferences(rule.header(), rule, correlationsByReference);
    }
  }

  private static <T> void addReferences(RuleHeader header, T rule, Map<String, T> index) {
    index.putIfAbsent(header.name(), rule);
    if (header.id() != null) {
      index.putIfAbsent(header.id(), rule);
    }
  }

  public List<DetectionRule> detections() {
    return detections;
  }

  public List<CorrelationDocument> correlations() {
    return correlations;
  }

  public List<RuleFilter> filters() {
    return filters;
  }

  /** The risk blocks of all rules that have one. */
  public Stream<RiskTerms> risks() {
    return Stream.concat(
            detections.stream().map(DetectionRule::risk),
            correlations.stream().map(CorrelationDocument::risk))
        .filter(Objects::nonNull);
  }

  /** The documents as they are written, also those that are none of the three kinds. */
  public List<WrittenDocument> written() {
    return written;
  }

  /** The detection rule of that name or id. */
  public Optional<DetectionRule> detection(Reference reference) {
    return find(reference, detectionsByReference);
  }

  /** The correlation rule of that name or id. */
  public Optional<CorrelationDocument> correlation(Reference reference) {
    return find(reference, correlationsByReference);
  }

  private static <T> Optional<T> find(Reference reference, Map<String, T> index) {
    String text = reference.text();
    T named = index.get(text);
    return Optional.ofNullable(
        named != null || !UUID.matcher(text).matches()
            ? named
            : index.get(text.toLowerCase(Locale.ROOT)));
  }

  /** The header of the detection or correlation of that name or id. */
  public Optional<RuleHeader> header(Reference reference) {
    return detection(reference)
        .map(DetectionRule::header)
        .or(() -> correlation(reference).map(CorrelationDocument::header));
  }

  /** Whether both references stand for the same rule, be it by name or by id. */
  public boolean same(Reference one, Reference other) {
    return one.text().equals(other.text())
        || header(one).isPresent() && header(one).equals(header(other));
  }
}
