package dev.gust.wire.smithy;

import dev.gust.wire.generator.GenerateModels;
import dev.gust.wire.operation.ServiceModel;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles what the generator writes for a compact model, in memory, and loads it. */
final class CompiledModel extends ClassLoader {
    private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

    private CompiledModel() {
        super(CompiledModel.class.getClassLoader());
    }

    /** The models of these compact models by id, compiled in one go. */
    static Map<String, ServiceModel> compile(Map<String, String> compactByInterface) {
        CompiledModel loader = new CompiledModel();
        List<JavaFileObject> sources = new ArrayList<>();
        for (String compact : compactByInterface.values()) {
            GenerateModels.sources(compact).forEach((path, text) -> sources.add(new Source(path, text)));
        }
        loader.run(sources);
        Map<String, ServiceModel> models = new HashMap<>();
        for (String name : compactByInterface.keySet()) {
            models.put(name, loader.load(name));
        }
        return models;
    }

    private void run(List<JavaFileObject> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        StandardJavaFileManager standard = compiler.getStandardFileManager(problems, null, null);
        JavaFileManager files = new ForwardingJavaFileManager<>(standard) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return classes.computeIfAbsent(name, unseen -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        List<String> options = List.of("-proc:none", "-Xlint:none", "-cp", System.getProperty("java.class.path"));
        if (!compiler.getTask(null, files, problems, options, null, sources).call()) {
            throw new IllegalStateException("The generated sources do not compile: " + problems.getDiagnostics());
        }
    }

    private ServiceModel load(String name) {
        String type = "dev.gust.wire.model." + name.toLowerCase(java.util.Locale.ROOT) + '.' + name + "Model";
        try {
            return (ServiceModel) loadClass(type).getField("SERVICE").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be loaded", e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ByteArrayOutputStream compiled = classes.get(name);
        if (compiled == null) {
            throw new ClassNotFoundException(name);
        }
        byte[] bytes = compiled.toByteArray();
        return defineClass(name, bytes, 0, bytes.length);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("source:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
