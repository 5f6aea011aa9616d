package dev.mirrorwatch.job.cli;

import dev.mirrorwatch.udfs.trial.TestResult;
import java.io.Writer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Results as CI systems read them: a {@code testsuite} for each test file, a {@code testcase} for
 * each test.
 */
final class JunitReport {

  private JunitReport() {}

  static void write(List<TestResult> results, Writer out) throws XMLStreamException {
    XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeStartElement("testsuites");
    attributes(xml, "mirrorwatch rules test", results);
    Map<String, List<TestResult>> byFile =
        results.stream()
            .collect(
                Collectors.groupingBy(TestResult::file, LinkedHashMap::new, Collectors.toList()));
    for (Map.Entry<String, List<TestResult>> file : byFile.entrySet()) {
      xml.writeStartElement("testsuite");
      attributes(xml, file.getKey(), file.getValue());
      for (TestResult result : file.getValue()) {
        write(result, xml);
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.close();
  }

  private static void attributes(XMLStreamWriter xml, String name, List<TestResult> results)
      throws XMLStreamException {
    long failures = results.stream().filter(result -> !result.passed()).count();
    attribute(xml, "name", name);
    attribute(xml, "tests", String.valueOf(results.size()));
    attribute(xml, "failures", String.valueOf(failures));
    attribute(xml, "errors", "0");
    attribute(xml, "skipped", "0");
    attribute(xml, "time", seconds(RuleTestText.took(results)));
  }

  private static void write(TestResult result, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute(xml, "classname", result.test().rule().text());
    attribute(xml, "name", result.test().name());
    attribute(xml, "file", result.file());
    attribute(xml, "line", String.valueOf(result.test().location().line()));
    attribute(xml, "time", seconds(result.took()));
    if (!result.passed()) {
      xml.writeStartElement("failure");
      attribute(xml, "type", "difference");
      attribute(xml, "message", result.differences().get(0));
      xml.writeCharacters(legal(String.join("\n", RuleTestText.body(result))));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  /** A log may hold anything, XML 1.0 may not. */
  private static String legal(String text) {
    return text.replaceAll(
        "[^\\x09\\x0A\\x0D\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
  }
}
