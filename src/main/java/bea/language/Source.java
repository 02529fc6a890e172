package bea.language;

/// A text with the name under which messages speak of it.
public record Source(String name, String text) {
    /// @param line   from 1
    /// @param column from 1
    public record Place(int line, int column) {}

    public Place place(int offset) {
        int line = 1;
        int start = 0;
        int end = Math.min(offset, text.length());
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Place(line, end - start + 1);
    }

    /// The text of a line, without its end.
    public String line(int number) {
        String[] lines = text.split("\r?\n", -1);
        return number >= 1 && number <= lines.length ? lines[number - 1] : "";
    }
}
