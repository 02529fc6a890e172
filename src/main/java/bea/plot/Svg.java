package bea.plot;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A drawing as SVG.
final class Svg {
    private static final Pattern TAG = Pattern.compile("<[^>]+>");
    private static final Pattern LONG = Pattern.compile("(\\d\\.\\d{3})\\d+");
    private static final Pattern CLIP = Pattern.compile("\\bclip-?\\d+\\b");

    private Svg() {}

    static String of(Drawing d) {
        VectorGraphics2D g = new VectorGraphics2D();
        d.draw(g);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new SVGProcessor().getDocument(g.getCommands(), new PageSize(d.width(), d.height())).writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fonts(clips(rounded(out.toString(StandardCharsets.UTF_8).replaceFirst("<!DOCTYPE[^>]*>\\s*", ""))));
    }

    /// Thousandths of a point are enough for coordinates; what the texts say is left as it is.
    private static String rounded(String svg) {
        return TAG.matcher(svg).replaceAll(m -> Matcher.quoteReplacement(LONG.matcher(m.group()).replaceAll("$1")));
    }

    /// Numbers the clips, whose names are hash codes.
    private static String clips(String svg) {
        List<String> names = new ArrayList<>();
        return CLIP.matcher(svg).replaceAll(m -> {
            if (!names.contains(m.group())) {
                names.add(m.group());
            }
            return "clip" + names.indexOf(m.group());
        });
    }

    /// The font that was measured may be missing where the picture is looked at.
    private static String fonts(String svg) {
        return svg.replaceAll("(font-family:[^;]*&quot;);", "$1,Verdana,sans-serif;");
    }
}
