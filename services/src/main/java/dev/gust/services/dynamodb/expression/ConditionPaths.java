package dev.gust.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/** The paths that a condition or an update mentions, which a table checks against its keys. */
public final class ConditionPaths {
    private final List<DocumentPath> paths = new ArrayList<>();

    private ConditionPaths() {}

    public static List<DocumentPath> of(Condition condition) {
        ConditionPaths collector = new ConditionPaths();
        collector.visit(condition);
        return collector.paths;
    }

    public static List<DocumentPath> of(List<UpdateAction> actions) {
        ConditionPaths collector = new ConditionPaths();
        for (UpdateAction action : actions) {
            collector.paths.add(action.path());
            if (action instanceof UpdateAction.Set(DocumentPath _, Operand value)) {
                collector.visit(value);
            }
        }
        return collector.paths;
    }

    private void visit(Condition condition) {
        switch (condition) {
            case Condition.And(Condition left, Condition right) -> {
                visit(left);
                visit(right);
            }
            case Condition.Or(Condition left, Condition right) -> {
                visit(left);
                visit(right);
            }
            case Condition.Not(Condition inner) -> visit(inner);
            case Condition.Comparison(var _, Operand left, Operand right) -> {
                visit(left);
                visit(right);
            }
            case Condition.Between(Operand operand, Operand low, Operand high) -> {
                visit(operand);
                visit(low);
                visit(high);
            }
            case Condition.In(Operand operand, List<Operand> candidates) -> {
                visit(operand);
                candidates.forEach(this::visit);
            }
            case Condition.Test(Operand.Call call) -> visit(call);
        }
    }

    private void visit(Operand operand) {
        switch (operand) {
            case Operand.Path(DocumentPath path) -> paths.add(path);
            case Operand.Call(var _, List<Operand> arguments) -> arguments.forEach(this::visit);
            case Operand.Arithmetic(boolean _, Operand left, Operand right) -> {
                visit(left);
                visit(right);
            }
            case Operand.Constant _, Operand.Unresolved _ -> {}
        }
    }
}
