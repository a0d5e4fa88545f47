package dev.gust.checks.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.gust.checks.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Where each method and type stands in the Java sources, as the compiler's own parser sees them. */
final class JavaMethods {
    /** A method, with how many lines it takes. */
    record Method(Path file, String name, long lines) {}

    /** A type's name and the file it stands in. */
    record Type(Path file, String name) {}

    private final List<Method> methods = new ArrayList<>();
    private final List<Type> types = new ArrayList<>();

    private JavaMethods() {}

    static JavaMethods of(List<Path> files) {
        JavaMethods found = new JavaMethods();
        Path root = Repository.root();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    manager,
                    null,
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(
                            files.stream().map(root::resolve).toList()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                Path file = root.relativize(Path.of(unit.getSourceFile().toUri()));
                found.scan(file, unit, positions);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("parsing the sources", e);
        }
        return found;
    }

    List<Method> methods() {
        return methods;
    }

    List<Type> types() {
        return types;
    }

    private void scan(Path file, CompilationUnitTree unit, SourcePositions positions) {
        LineMap lines = unit.getLineMap();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                long start = positions.getStartPosition(unit, method);
                long end = positions.getEndPosition(unit, method);
                // A record's implicit constructor has no end of its own.
                if (end > start) {
                    long count = lines.getLineNumber(end) - lines.getLineNumber(start) + 1;
                    methods.add(new Method(file, method.getName().toString(), count));
                }
                return super.visitMethod(method, null);
            }

            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                types.add(new Type(file, type.getSimpleName().toString()));
                return super.visitClass(type, null);
            }
        }.scan(unit, null);
    }
}
