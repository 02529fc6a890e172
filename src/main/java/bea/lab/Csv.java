package bea.lab;

import bea.numeric.Failure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Tables of numbers, separated by commas; a first line of names is skipped.
public final class Csv {
    private static final long MAX_BYTES = 256L << 20;

    private Csv() {}

    /// @param most rows that are read, or fewer
    /// @throws Failure naming the file and line of a mistake
    static double[][] read(Path file, int most) {
        List<double[]> rows = new ArrayList<>();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new Failure("'" + file + "' is larger than 256 MB");
            }
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.isBlank() || number == 1 && isHeader(line)) {
                    continue;
                }
                double[] row = row(file, number, line);
                if (!rows.isEmpty() && row.length != rows.getFirst().length) {
                    throw new Failure("'" + file + "', line " + number + " has " + row.length
                            + " columns; the lines before have " + rows.getFirst().length);
                }
                rows.add(row);
                if (rows.size() == most) {
                    break;
                }
            }
        } catch (NoSuchFileException e) {
            throw new Failure("there is no file '" + file + "'");
        } catch (CharacterCodingException e) {
            throw new Failure("'" + file + "' is no text");
        } catch (IOException e) {
            throw new Failure("'" + file + "' cannot be read");
        }
        if (rows.isEmpty() || rows.getFirst().length < 2) {
            throw new Failure("'" + file + "' has no rows of at least two numbers");
        }
        return rows.toArray(double[][]::new);
    }

    /// One vector a line.
    ///
    /// @param sizes how many numbers each line must have
    /// @throws Failure naming the file and line of a mistake
    public static double[][] vectors(Path file, int... sizes) {
        try {
            List<String> lines = Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
            if (lines.size() != sizes.length) {
                throw new Failure("'" + file + "' has " + lines.size() + " lines; " + sizes.length
                        + " are due, one for each state");
            }
            double[][] result = new double[sizes.length][];
            for (int i = 0; i < sizes.length; i++) {
                result[i] = row(file, i + 1, lines.get(i));
                if (result[i].length != sizes[i]) {
                    throw new Failure("'" + file + "', line " + (i + 1) + " has " + result[i].length + " numbers; "
                            + sizes[i] + " are due");
                }
            }
            return result;
        } catch (NoSuchFileException e) {
            throw new Failure("there is no file '" + file + "'");
        } catch (IOException e) {
            throw new Failure("'" + file + "' cannot be read");
        }
    }

    private static boolean isHeader(String line) {
        return line.chars().anyMatch(c -> Character.isLetter(c) && c != 'e' && c != 'E');
    }

    private static double[] row(Path file, int number, String line) {
        String[] cells = line.split(",", -1);
        double[] row = new double[cells.length];
        for (int i = 0; i < cells.length; i++) {
            try {
                row[i] = Double.parseDouble(cells[i].trim());
            } catch (NumberFormatException e) {
                throw new Failure("'" + file + "', line " + number + ", column " + (i + 1) + ": '" + cells[i].trim()
                        + "' is no number");
            }
            if (!Double.isFinite(row[i])) {
                throw new Failure("'" + file + "', line " + number + ", column " + (i + 1) + " is not finite");
            }
        }
        return row;
    }
}
