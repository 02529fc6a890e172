package bea.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;

/// Files that are there whole or not at all: written beside and moved, so that a run that is killed leaves no half of one.
public final class Whole {
    private Whole() {}

    public static void write(Path file, byte[] content) throws IOException {
        boolean old = Files.exists(file);
        if (old && !Files.isRegularFile(file)) {
            // a terminal, a pipe: nothing can be moved to its place
            Files.write(file, content);
            return;
        }
        // behind a link is the file that is meant
        Path target = old ? file.toRealPath() : file;
        Path beside = target.resolveSibling(target.getFileName() + ".part");
        Files.write(beside, content);
        if (old) {
            keepPermissions(target, beside);
        }
        Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(from, PosixFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS);
        if (view != null) {
            Files.setPosixFilePermissions(to, view.readAttributes().permissions());
        }
    }
}
