package bea.language;

import bea.language.parser.BeaParser.SetupBatchesContext;
import bea.language.parser.BeaParser.SetupCompareContext;
import bea.language.parser.BeaParser.SetupContext;
import bea.language.parser.BeaParser.SetupFileContext;
import bea.language.parser.BeaParser.SetupGeneratedContext;
import bea.language.parser.BeaParser.SetupLossContext;
import bea.language.parser.BeaParser.SetupModelContext;
import bea.language.parser.BeaParser.SetupSeedContext;
import bea.language.parser.BeaParser.SetupStartContext;
import bea.language.parser.BeaParser.SetupStateContext;
import bea.language.parser.BeaParser.SetupStepsContext;
import bea.language.parser.BeaParser.SetupTimeContext;
import bea.language.parser.BeaParser.SetupValuesContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/// The lines of an experiment, from parse tree to syntax tree.
final class Setups {
    private Setups() {}

    static Syntax.Setup of(SetupContext c) {
        Span s = AstBuilder.span(c);
        return switch (c) {
            case SetupStateContext x -> new Syntax.SetupState(AstBuilder.states(x.stateDecl()), s);
            case SetupValuesContext x -> new Syntax.SetupValues(AstBuilder.ids(x.id()),
                    x.expr().stream().map(AstBuilder::expr).toList(), s);
            case SetupLossContext x -> new Syntax.SetupLoss(AstBuilder.head(x.symbolHead()), s);
            case SetupModelContext x -> new Syntax.SetupModel(AstBuilder.id(x.id(0)), AstBuilder.id(x.id(1)),
                    numbers(x.INT()), AstBuilder.ids(x.id().subList(2, x.id().size() - 1)),
                    AstBuilder.id(x.id().getLast()), s);
            case SetupFileContext x -> new Syntax.SetupFile(AstBuilder.id(x.id()), AstBuilder.text(x.STRING()),
                    Optional.ofNullable(x.INT()).map(AstBuilder::small),
                    Optional.ofNullable(x.expr()).map(AstBuilder::expr), s);
            case SetupGeneratedContext x -> {
                List<Integer> all = numbers(x.INT());
                yield new Syntax.SetupGenerated(AstBuilder.id(x.id(0)), AstBuilder.id(x.id(1)),
                        all.subList(0, all.size() - 1), all.getLast(), s);
            }
            case SetupBatchesContext x -> new Syntax.SetupBatches(AstBuilder.small(x.INT(0)),
                    AstBuilder.small(x.INT(1)), s);
            case SetupStartContext x -> start(x, s);
            case SetupSeedContext x -> new Syntax.SetupSeed(AstBuilder.small(x.INT()), s);
            case SetupStepsContext x ->
                new Syntax.SetupSteps(AstBuilder.expr(x.expr(0)), AstBuilder.expr(x.expr(1)), s);
            case SetupTimeContext x -> new Syntax.SetupTime(AstBuilder.expr(x.expr()), s);
            case SetupCompareContext x -> new Syntax.SetupCompare(AstBuilder.text(x.STRING()),
                    AstBuilder.flows(x.flowOf()),
                    x.getChild(x.getChildCount() - 3).getText().equals("misses"), AstBuilder.small(x.INT()), s);
            default -> throw new IllegalStateException("unknown line of an experiment");
        };
    }

    private static List<Integer> numbers(List<TerminalNode> nodes) {
        return nodes.stream().map(AstBuilder::small).toList();
    }

    /// `start phi = (1, 2), theta = (0)`: each slot with the values up to its closing bracket.
    private static Syntax.SetupStart start(SetupStartContext c, Span span) {
        List<List<Expr>> values = new ArrayList<>();
        int next = 0;
        for (ParseTree t : c.children) {
            if (t instanceof TerminalNode n && n.getText().equals("(")) {
                values.add(new ArrayList<>());
            } else if (t instanceof bea.language.parser.BeaParser.ExprContext) {
                values.getLast().add(AstBuilder.expr(c.expr(next++)));
            }
        }
        return new Syntax.SetupStart(AstBuilder.ids(c.id()), values, span);
    }
}
