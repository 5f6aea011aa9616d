package dev.mirrorwatch.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFilesTest {

  private static final RuleSetLoader LOADER = new RuleSetLoader();

  @Test
  void readsAFolderSortedWithItsSubfoldersAndNothingButRules(@TempDir Path folder)
      throws IOException {
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("b/two.yaml"), "2");
    Files.writeString(folder.resolve("a.yml"), "1");
    Files.writeString(folder.resolve("README.md"), "no");
    assertThat(LOADER.readFolder(folder))
        .containsExactly(
            new RuleFile(folder + "/a.yml", "1"), new RuleFile(folder + "/b/two.yaml", "2"));
    assertThat(LOADER.readFolder(folder.resolve("README.md")))
        .containsExactly(new RuleFile(folder + "/README.md", "no"));
  }

  @Test
  void saysWhatIsMissing(@TempDir Path folder) {
    assertThatThrownBy(() -> LOADER.readFolder(folder.resolve("nowhere")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(folder.resolve("nowhere") + ": no such rule file or folder");
  }

  @Test
  void findsThePackagedRulesInAJarWithoutFolderEntries(@TempDir Path folder) throws Exception {
    Path jar = folder.resolve("rules.jar");
    Path classes =
        Path.of(RuleSetLoader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        entries.putNextEntry(new JarEntry(name));
        Files.copy(file, entries);
      }
    }
    List<URL> urls = new ArrayList<>(List.of(jar.toUri().toURL()));
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (path.endsWith(".jar")) {
        urls.add(Path.of(path).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass(RuleSetLoader.class.getName());
      Object inJar = type.getConstructor().newInstance();
      List<?> shipped = (List<?>) type.getMethod("shipped").invoke(inJar);
      assertThat(shipped).map(Object::toString).isEqualTo(texts(LOADER.shipped()));
      List<?> compatibility = (List<?>) type.getMethod("shippedCompatibility").invoke(inJar);
      assertThat(compatibility)
          .map(Object::toString)
          .isEqualTo(texts(LOADER.shippedCompatibility()));
    }
  }

  private static List<String> texts(List<RuleFile> files) {
    return files.stream().map(RuleFile::toString).toList();
  }
}
