package dev.gust.services.cloudformation.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterValuesTest {
    private static Template template(String parameter) {
        return TemplateReader.read("Parameters: {P: " + parameter + "}\nResources: {R: {Type: X}}\n");
    }

    @Test
    void takesGivenValuesBeforeDefaults() {
        Template template = template("{Type: String, Default: a}");
        assertThat(ParameterValues.resolve(template, Map.of())).containsEntry("P", "a");
        assertThat(ParameterValues.resolve(template, Map.of("P", "b"))).containsEntry("P", "b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {Type: String, AllowedValues: [a, b]}              | c   | Parameter 'P' must be one of AllowedValues [a, b]
            {Type: String, MinLength: 3}                       | ab  | Parameter 'P' must contain at least 3 characters
            {Type: String, MaxLength: '1'}                     | ab  | Parameter 'P' must contain at most 1 characters
            {Type: String, AllowedPattern: '[a-z]+'}           | A   | Parameter 'P' must match pattern [a-z]+
            {Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: be small} | A | Parameter P failed to satisfy constraint: be small
            {Type: Number}                                     | x   | Parameter 'P' must be a number
            {Type: Number, MinValue: 2}                        | 1   | Parameter 'P' must be a number not less than 2
            {Type: List<Number>, MaxValue: 5}                  | 1,6 | Parameter 'P' must be a number not greater than 5
            """)
    void refusesValuesOutsideConstraints(String parameter, String value, String message) {
        assertThatThrownBy(() -> ParameterValues.resolve(template(parameter), Map.of("P", value)))
                .hasMessage(message);
    }

    @Test
    void namesMissingAndUnknownParameters() {
        Template template = template("{Type: String}");
        assertThatThrownBy(() -> ParameterValues.resolve(template, Map.of()))
                .hasMessage("Parameters: [P] must have values");
        assertThatThrownBy(() -> ParameterValues.resolve(template, Map.of("Q", "x")))
                .hasMessage("Parameters: [Q] do not exist in the template");
    }

    @Test
    void refusesTypesItCannotCheck() {
        assertThatThrownBy(() -> template("{Type: 'AWS::EC2::VPC::Id'}"))
                .hasMessageContaining("not supported by Gust yet");
        assertThatThrownBy(() -> template("{Type: Sting}"))
                .hasMessage("Template format error: Unrecognized parameter type: Sting (line 1, column 18)");
    }
}
