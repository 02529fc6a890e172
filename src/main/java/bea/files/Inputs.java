package bea.files;

import bea.language.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Finds and reads the files that a person names: files, folders, or `-` for standard input.
public final class Inputs {
    private static final long MAX_BYTES = 8L << 20;

    private Inputs() {}

    /// A file that cannot be read.
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unreadable(String message) {
            super(message);
        }
    }

    /// All `.bea` files below the paths, in a fixed order.
    public static List<String> expand(List<String> paths) throws Unreadable {
        List<String> files = new ArrayList<>();
        for (String p : paths) {
            Path path = Path.of(p);
            if (!p.equals("-") && Files.isDirectory(path)) {
                try (Stream<Path> walk = Files.walk(path)) {
                    List<String> found = walk.filter(f -> f.toString().endsWith(".bea") && Files.isRegularFile(f))
                            .map(Path::toString).sorted().toList();
                    if (found.isEmpty()) {
                        throw new Unreadable("there is no .bea file in the folder '" + p + "'");
                    }
                    files.addAll(found);
                } catch (IOException | java.io.UncheckedIOException e) {
                    throw new Unreadable("the folder '" + p + "' cannot be read: " + reason(e));
                }
            } else {
                files.add(p);
            }
        }
        return files;
    }

    public static Source read(String path) throws Unreadable {
        try {
            byte[] bytes = path.equals("-") ? limited(System.in) : bytes(Path.of(path));
            return new Source(path.equals("-") ? "<stdin>" : path, decode(bytes, path));
        } catch (IOException e) {
            throw new Unreadable("'" + path + "' cannot be read: " + reason(e));
        }
    }

    private static byte[] bytes(Path path) throws IOException, Unreadable {
        if (Files.isDirectory(path)) {
            throw new Unreadable("'" + path + "' is a folder; this command takes a file");
        }
        if (!Files.exists(path)) {
            throw new Unreadable("there is no file '" + path + "'");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return limited(in);
        }
    }

    private static byte[] limited(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes((int) MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("it is larger than " + (MAX_BYTES >> 20) + " MB");
        }
        return bytes;
    }

    private static String decode(byte[] bytes, String path) throws Unreadable {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Unreadable("'" + path + "' is not UTF-8 text");
        }
    }

    private static String reason(Exception e) {
        return e instanceof java.nio.file.AccessDeniedException ? "permission denied"
                : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
