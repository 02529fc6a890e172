package bea.lab;

import bea.numeric.Failure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Files that are there whole or not at all: written beside and moved, so that a run that is killed leaves no half of one.
final class Whole {
    private Whole() {}

    /// @throws Failure when it cannot be written
    static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Path beside = file.resolveSibling(file.getFileName() + ".part");
            Files.write(beside, content);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (AccessDeniedException e) {
            throw new Failure("'" + file + "' cannot be written: no permission");
        } catch (IOException e) {
            throw new Failure("'" + file + "' cannot be written: " + e.getMessage());
        }
    }
}
