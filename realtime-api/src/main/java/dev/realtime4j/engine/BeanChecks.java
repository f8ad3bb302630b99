package dev.realtime4j.engine;

import dev.realtime4j.InvalidDataException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.NoProviderFoundException;
import jakarta.validation.Validation;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the annotations of Jakarta Validation where an application has it; without it there is nothing to check. */
final class BeanChecks {
    private static final Logger LOG = LoggerFactory.getLogger(BeanChecks.class);
    private static final boolean PRESENT = isPresent("jakarta.validation.Validation");

    private BeanChecks() {}

    /**
     * Checks a value, and the elements of a collection or the values of a map.
     *
     * @throws InvalidDataException that names every violation
     */
    static void check(String event, Object data) {
        if (PRESENT) {
            Jakarta.check(event, "$", data);
        }
    }

    private static boolean isPresent(String name) {
        try {
            Class.forName(name, false, BeanChecks.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Touched only where the API of Jakarta Validation is there. */
    private static final class Jakarta {
        private static final @Nullable Validator VALIDATOR = find();

        private static @Nullable Validator find() {
            try {
                return Validation.buildDefaultValidatorFactory().getValidator();
            } catch (NoProviderFoundException e) {
                LOG.info("Jakarta Validation is there, but no provider of it: annotations are not checked");
            } catch (ValidationException e) {
                LOG.warn("The provider of Jakarta Validation does not start: annotations are not checked", e);
            }
            return null;
        }

        private static void check(String event, String path, @Nullable Object data) {
            if (VALIDATOR == null || data == null) {
                return;
            }
            if (data instanceof Collection<?> elements) {
                int i = 0;
                for (Object element : elements) {
                    check(event, path + "[" + i++ + "]", element);
                }
            } else if (data instanceof Map<?, ?> map) {
                map.forEach((key, value) -> check(event, path + "." + key, value));
            } else if (data.getClass().getClassLoader() != null) {
                // Classes of the JDK carry no annotations; strings and numbers are the most frequent data of all.
                Set<ConstraintViolation<Object>> violations = violations(event, path, data, VALIDATOR);
                if (!violations.isEmpty()) {
                    throw fault(event, path, violations);
                }
            }
        }

        private static Set<ConstraintViolation<Object>> violations(
                String event, String path, Object data, Validator validator) {
            try {
                return validator.validate(data);
            } catch (ValidationException e) {
                throw new InvalidDataException(event, path, "cannot be checked: " + e.getMessage(), e);
            }
        }

        private static InvalidDataException fault(
                String event, String path, Set<ConstraintViolation<Object>> violations) {
            var sorted = violations.stream()
                    .sorted(Comparator.comparing((ConstraintViolation<Object> v) ->
                                    v.getPropertyPath().toString())
                            .thenComparing(ConstraintViolation::getMessage))
                    .toList();
            String further = sorted.stream()
                    .skip(1)
                    .map(v -> "; " + at(path, v) + ": " + v.getMessage())
                    .collect(Collectors.joining());
            return new InvalidDataException(
                    event, at(path, sorted.get(0)), sorted.get(0).getMessage() + further, null);
        }

        private static String at(String path, ConstraintViolation<Object> violation) {
            String property = violation.getPropertyPath().toString();
            return property.isEmpty() ? path : path + "." + property;
        }
    }
}
