package dev.gust.runtime;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;

/** Calls a method with what its parameters ask for. */
final class MethodHandler implements Handler {
    private final Object target;
    private final Method method;
    private final Class<?>[] parameters;
    private final Type input;
    private final Decoder decoder = new Decoder();

    MethodHandler(Object target, Method method) {
        this(target, method, method.getParameterCount() == 0 ? Object.class : method.getGenericParameterTypes()[0]);
    }

    private MethodHandler(Object target, Method method, Type input) {
        this.target = target;
        this.method = method;
        this.parameters = method.getParameterTypes();
        this.input = input;
        method.setAccessible(true);
    }

    static MethodHandler ofInterface(RequestHandler<?, ?> handler) {
        try {
            Method method = RequestHandler.class.getMethod("handleRequest", Object.class, Context.class);
            return new MethodHandler(handler, method, inputOf(handler.getClass()));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("the interface lacks its method", e);
        }
    }

    @Override
    public byte[] handle(byte[] frame, int from, int length, Context context) throws Failure {
        Object[] arguments = new Object[parameters.length];
        ByteArrayOutputStream written = null;
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] == Context.class) {
                arguments[i] = context;
            } else if (parameters[i] == InputStream.class) {
                arguments[i] = new ByteArrayInputStream(frame, from, length);
            } else if (parameters[i] == OutputStream.class) {
                written = new ByteArrayOutputStream();
                arguments[i] = written;
            } else {
                arguments[i] = input(frame, from, length);
            }
        }
        Object result;
        try {
            result = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw Failure.of(e.getCause());
        } catch (IllegalAccessException e) {
            throw Failure.of(e);
        }
        return written == null ? output(result) : written.toByteArray();
    }

    private Object input(byte[] frame, int from, int length) throws Failure {
        try {
            return decoder.decode(length == 0 ? null : Json.parse(frame, from, length), input);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw Failure.of(RuntimeException.class, "An error occurred during JSON parsing", e);
        }
    }

    private static byte[] output(Object result) throws Failure {
        try {
            return Encoder.encode(result);
        } catch (ReflectiveOperationException | RuntimeException | StackOverflowError | LinkageError e) {
            throw Failure.of(RuntimeException.class, "An error occurred during JSON serialization of response", e);
        }
    }

    /** What a class says that I is, through whatever stands between it and the interface. */
    private static Type inputOf(Class<?> type) {
        Type found = find(type, new HashMap<>());
        return found == null ? Object.class : found;
    }

    private static Type find(Type type, Map<TypeVariable<?>, Type> known) {
        Class<?> raw = type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == RequestHandler.class) {
                return arguments[0] instanceof TypeVariable<?> variable ? known.get(variable) : arguments[0];
            }
            for (int i = 0; i < arguments.length; i++) {
                Type argument = arguments[i] instanceof TypeVariable<?> variable ? known.get(variable) : arguments[i];
                if (argument != null) {
                    known.put(raw.getTypeParameters()[i], argument);
                }
            }
        }
        Type above = raw.getGenericSuperclass();
        Type found = above == null ? null : find(above, known);
        Type[] interfaces = raw.getGenericInterfaces();
        for (int i = 0; found == null && i < interfaces.length; i++) {
            found = find(interfaces[i], known);
        }
        return found;
    }
}
