package dev.mirrorwatch.job.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a contender is to do.
 *
 * @param files of one record a line, each in the order of arrival
 * @param rules what to look for
 */
record Task(List<Path> files, RuleLoad rules) {

  /** As the command line of {@link ContenderProcess}. */
  List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                Boolean.toString(rules.shipped()),
                Integer.toString(rules.others()),
                Integer.toString(rules.stagings())));
    files.forEach(file -> arguments.add(file.toString()));
    return arguments;
  }

  static Task of(String... arguments) {
    return new Task(
        Arrays.stream(arguments).skip(3).map(Path::of).toList(),
        new RuleLoad(
            Boolean.parseBoolean(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2])));
  }
}
