package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.model.TestFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Reads rule files, and the tests beside them, from a folder and from the classpath. */
final class RuleFiles {

  /** More than the parser accepts, so that it reports the file instead of us failing on it. */
  private static final int MOST_BYTES = 8_000_000;

  private static final String PACKAGE = "dev/mirrorwatch/rules/";

  /** What is looked for. */
  enum Kind {
    RULES,
    TESTS;

    private boolean isOf(String name) {
      boolean yaml = name.endsWith(".yml") || name.endsWith(".yaml");
      return yaml && TestFile.isNamedLikeOne(name) == (this == TESTS);
    }
  }

  private RuleFiles() {}

  static List<RuleFile> below(Path folder, Kind kind) {
    if (!Files.exists(folder)) {
      throw new UncheckedIOException(
          folder + ": no such rule file or folder", new NoSuchFileException(folder.toString()));
    }
    return read(folder, kind, path -> path.toString().replace('\\', '/'));
  }

  /**
   * The rules packaged beside this class. They are found by way of the class file, since a jar need
   * not have entries for folders.
   */
  static List<RuleFile> packaged(String pack, Kind kind) {
    URL here = RuleFiles.class.getResource("RuleFiles.class");
    try {
      URLConnection connection = here.openConnection();
      if (connection instanceof JarURLConnection jar) {
        // An uncached connection: closing its file must not close that of the class loader.
        jar.setUseCaches(false);
        try (JarFile file = jar.getJarFile()) {
          return fromJar(file, PACKAGE + pack + "/", pack, kind);
        }
      }
      Path folder = Path.of(URI.create(here.toString())).resolveSibling(pack);
      return read(
          folder, kind, path -> pack + "/" + folder.relativize(path).toString().replace('\\', '/'));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the packaged rules", e);
    }
  }

  private static List<RuleFile> fromJar(JarFile jar, String prefix, String pack, Kind kind)
      throws IOException {
    List<RuleFile> files = new ArrayList<>();
    for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
      if (entry.getName().startsWith(prefix) && kind.isOf(entry.getName())) {
        String name = pack + "/" + entry.getName().substring(prefix.length());
        try (InputStream text = jar.getInputStream(entry)) {
          files.add(new RuleFile(name, text(text)));
        }
      }
    }
    files.sort(Comparator.comparing(RuleFile::name));
    return List.copyOf(files);
  }

  private interface Naming {
    String nameOf(Path path);
  }

  private static List<RuleFile> read(Path folder, Kind kind, Naming naming) {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<RuleFile> files = new ArrayList<>();
      for (Path path : (Iterable<Path>) paths::iterator) {
        boolean named = path.equals(folder) || kind.isOf(path.toString());
        if (named && Files.isRegularFile(path)) {
          try (InputStream text = Files.newInputStream(path)) {
            files.add(new RuleFile(naming.nameOf(path), text(text)));
          }
        }
      }
      files.sort(Comparator.comparing(RuleFile::name));
      return List.copyOf(files);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rules in " + folder, e);
    }
  }

  private static String text(InputStream bytes) throws IOException {
    return new String(bytes.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
  }
}
