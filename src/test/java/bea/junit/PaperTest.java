package bea.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bea.files.Inputs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every claim in `derivations` is a test.
class PaperTest {
    @TestFactory
    Stream<DynamicNode> derivations() {
        return BeaClaims.in(Library.FOLDER);
    }

    @Test
    void noClaimIsUndecided() throws Inputs.Unreadable {
        List<String> undecided = new ArrayList<>();
        Library.reports().forEach((file, report) -> report.derivations().forEach(d -> d.claims().forEach(c -> {
            switch (c.verdict().status()) {
                case HOLDS, REFUTED -> {
                }
                case UNDECIDED -> undecided.add(file + ":" + report.source().place(c.claim().spanStart()).line() + " "
                        + c.claim().label() + ": " + c.verdict().reason());
            }
        })));
        assertEquals("", String.join("\n", undecided));
    }
}
