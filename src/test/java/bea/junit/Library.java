package bea.junit;

import bea.api.Bea;
import bea.derivation.Report;
import bea.files.Inputs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The reports of everything in `derivations`, worked out once for all tests of this package.
final class Library {
    static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "derivations");
    private static Map<Path, Report> reports;

    private Library() {}

    static synchronized Map<Path, Report> reports() throws Inputs.Unreadable {
        if (reports == null) {
            reports = new LinkedHashMap<>();
            for (String file : Inputs.expand(List.of(FOLDER.toString()))) {
                reports.put(FOLDER.relativize(Path.of(file)), Bea.file(Path.of(file)).report());
            }
        }
        return reports;
    }
}
