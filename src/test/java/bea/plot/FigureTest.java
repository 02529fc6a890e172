package bea.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// Pictures of made-up numbers: well-formed, complete, of the right size, and the same each time.
class FigureTest {
    private static final double[] H = {0.25, 0.125, 0.0625, 0.03125};

    private static ErrorPlot.Series series(String name, int order, boolean misses) {
        double[] errors = java.util.Arrays.stream(H).map(h -> 3 * Math.pow(h, order)).toArray();
        return new ErrorPlot.Series(name, order, misses, order + 0.01, 0.02, H, errors);
    }

    private static Figure errors() {
        return ErrorPlot.of("distance after one update",
                List.of(series("a <flow>", 2, false), series("b & c", 3, false),
                        series("gegen", 2, true)));
    }

    private static Portrait.Track circle(String name, double r, int n) {
        return new Portrait.Track(name, IntStream.range(0, n).mapToDouble(i -> r * Math.cos(0.1 * i)).toArray(),
                IntStream.range(0, n).mapToDouble(i -> r * Math.sin(0.1 * i)).toArray());
    }

    private static Portrait portrait() {
        return new Portrait("h = 1/4", "a", "b", circle("iterates", 1, 30), List.of(circle("inner", 0.9, 30),
                circle("outer", 1.1, 30)));
    }

    private static Figure values() {
        return ValuePlot.of(new double[]{0, 1, 2}, List.of(new ValuePlot.Series("E", new double[]{1000, 10, 1})),
                List.of(new ValuePlot.Series("term", new double[]{1, -2, 3})),
                List.of(new ValuePlot.Series("named", new double[]{4, 4, 5})));
    }

    private static Document parsed(Figure f) throws Exception {
        String svg = f.svg();
        assertFalse(svg.contains("NaN"), svg);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static void shows(Figure f, String... names) throws Exception {
        NodeList texts = parsed(f).getElementsByTagName("text");
        List<String> all = IntStream.range(0, texts.getLength()).mapToObj(i -> texts.item(i).getTextContent()).toList();
        for (String n : names) {
            assertTrue(all.stream().anyMatch(t -> t.startsWith(n)), n + " in " + all);
        }
    }

    @Test
    void errorsNameEveryFlowItsOrderAndTheLinesOfReference() throws Exception {
        shows(errors(), "a <flow>:  2.010 ± 0.020  (claimed 2)", "b & c:  3.010",
                "gegen:  2.010 ± 0.020  (said to miss 2)",
                "h²", "h³", "1/8", "10⁻³", "distance after one update");
    }

    @Test
    void anErrorThatIsNoNumberIsAGap() throws Exception {
        shows(ErrorPlot.of("distance", List.of(new ErrorPlot.Series("x", 2, false, Double.NaN, Double.NaN, H,
                new double[]{1, Double.NaN, 0.1, 0.01}))), "x:  not measured");
    }

    @Test
    void nothingToDrawIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ErrorPlot.of("distance", List.of()));
    }

    @Test
    void pathsStandOverContoursOrArrows() throws Exception {
        shows(portrait().over(List.of(new Portrait.Height("the loss", (x, y) -> x * x + y * y))), "iterates", "inner",
                "outer", "the loss", "start", "h = 1/4", "the ends, enlarged");
        shows(portrait().over("the field", (x, y) -> new double[]{-y, x}), "iterates", "the field");
        shows(portrait().restarted(Optional.empty(), "frozen", List.of(circle("frozen", 1, 8), circle("frozen", 1, 8)),
                4),
                "(a)  h = 1/4", "(b)  h = 1/4", "frozen, anew at each update", "how each would go on");
    }

    @Test
    void valuesHaveALogarithmicScaleWhereTheyAllowIt() throws Exception {
        shows(values(), "E", "term", "10²", "update");
    }

    @Test
    void aPngHasTheSizeOfTheSvgAtTwoHundredDotsAnInch() throws Exception {
        for (Figure f : List.of(errors(), values())) {
            var root = parsed(f).getDocumentElement();
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(f.png()));
            assertEquals(Math.ceil(number(root.getAttribute("width")) * 200 / 72), image.getWidth());
            assertEquals(Math.ceil(number(root.getAttribute("height")) * 200 / 72), image.getHeight());
            assertEquals(0xFFFFFF, image.getRGB(image.getWidth() - 1, image.getHeight() - 1) & 0xFFFFFF);
        }
    }

    private static double number(String length) {
        return Double.parseDouble(length.replace("px", ""));
    }

    @Test
    void equalNumbersGiveEqualPictures() {
        assertEquals(errors().svg(), errors().svg());
        assertArrayEquals(errors().png(), errors().png());
    }

    @Test
    void namesAreTypeset() {
        assertEquals("modified flow through f₁₂", Typeset.name("modified flow through f_12"));
        assertEquals("1/4*h² * norm(grad[φ] A)²", Typeset.name("1/4*h^2 * norm(grad[phi] A)^2"));
        assertEquals("h⁻¹⁰", Typeset.power("h", -10));
        assertEquals("1/1024", Typeset.half(-10));
    }
}
