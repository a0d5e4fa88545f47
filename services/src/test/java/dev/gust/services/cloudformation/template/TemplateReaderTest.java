package dev.gust.services.cloudformation.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateReaderTest {
    private static final String TABLE = "Resources: {T: {Type: 'AWS::DynamoDB::Table'}}\n";

    @Test
    void readsAWholeTemplate() {
        Template template = TemplateReader.read("""
                AWSTemplateFormatVersion: 2010-09-09
                Description: Notes
                Parameters:
                  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
                Mappings:
                  Sizes: {dev: {Memory: 128}, prod: {Memory: 512}}
                Conditions:
                  IsProd: !Equals [!Ref Stage, prod]
                Resources:
                  Table:
                    Type: AWS::DynamoDB::Table
                    DeletionPolicy: Retain
                    Properties: {TableName: !Sub '${AWS::StackName}-notes'}
                  Copy:
                    Type: AWS::DynamoDB::Table
                    Condition: IsProd
                    DependsOn: Table
                Outputs:
                  Arn: {Value: !GetAtt Table.Arn, Export: {Name: notes-arn}}
                """);
        assertThat(template.resources().keySet()).containsExactly("Table", "Copy");
        assertThat(template.resource("Table").deletionPolicy()).isEqualTo(TemplateResource.Disposal.RETAIN);
        assertThat(template.resource("Copy").dependsOn()).containsExactly("Table");
        assertThat(template.outputs().keySet()).containsExactly("Arn");
    }

    @Test
    void readsTheSameFromJson() {
        Template template = TemplateReader.read("""
                {"Resources": {"T": {"Type": "A::B::C", "Properties": {"Name": {"Fn::Sub": "${AWS::Region}"}}}}}""");
        assertThat(template.resource("T").type()).isEqualTo("A::B::C");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"Resources":                                 | Template format error: JSON not well-formed. (line 1, column
            Resources: [                                  | Template format error: YAML not well-formed. (line 1, column
            just text                                     | Template format error: unsupported structure.
            Description: x                                | Template format error: At least one Resources member must be defined.
            {"Resources": {"T": {"Type": "X"}}, "Foo": 1} | Invalid template property or properties [Foo] (line 1, column 37)
            Resources: {a-b: {Type: X}}                   | Template format error: Resource name a-b is non alphanumeric.
            Resources: {A: {Properties: {}}}              | Template format error: [/Resources/A] Every Resources object must contain a Type member.
            Resources: {A: {Type: X, Typ: 1}}             | Invalid template resource property 'Typ'
            Resources: {A: {Type: X, UpdatePolicy: {}}}   | Template format error: [/Resources/A] the attribute UpdatePolicy is not supported
            Resources: {A: {Type: X, DependsOn: B}}       | Template format error: Unresolved resource dependencies [B] in the Resources block of the template
            Resources: {A: {Type: X, Properties: {P: !Ref B}}} | Template format error: Unresolved resource dependencies [B] in the Resources block of the template
            Resources: {A: {Type: X, Properties: {P: !Sub 'x${B}'}}} | Template format error: Unresolved resource dependencies [B] in the Resources block
            Resources: {A: {Type: X, Properties: {P: !GetAtt B.Arn}}} | Template error: instance of Fn::GetAtt references undefined resource B
            Resources: {A: {Type: X, Properties: {P: ~}}} | [/Resources/A/Properties/P] 'null' values are not allowed in templates
            Resources: {A: {Type: X, Condition: C}}       | Template format error: Unresolved condition dependency C in the Resources block of the template
            Resources: {A: {Type: X, DeletionPolicy: Keep}} | Template error: [/Resources/A] Unrecognized DeletionPolicy Keep
            Resources: {A: {Type: X, Properties: {P: !FindInMap [M, a, b]}}} | Template error: Mapping named 'M' is not present in the 'Mappings' section of template.
            Resources: {A: {Type: X, Properties: {P: {"Fn::Foo": 1}}}} | Template error: Encountered unsupported function: Fn::Foo Supported functions are: [Fn::Base64
            Resources: {A: {Type: X, Properties: {P: !Join [a]}}} | Template error: every Fn::Join object requires two parameters, (1) a string delimiter
            Resources: {A: {Type: X, Properties: {P: !Sub '${a b}'}}} | Template error: variable names in Fn::Sub syntax must contain only alphanumeric
            Resources: {A: {Type: X, Properties: {P: &x 1}}} | Template format error: YAML not well-formed. (line 1, column
            """)
    void refusesWithAwsWords(String text, String message) {
        assertThatThrownBy(() -> TemplateReader.read(text))
                .isInstanceOf(TemplateException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void namesTheLineOfWhatIsWrong() {
        assertThatThrownBy(() -> TemplateReader.read("""
                Resources:
                  A:
                    Type: X
                    Properties:
                      P: !Select [1]
                """)).hasMessageEndingWith("(line 5, column 10)");
    }

    @Test
    void refusesConditionsOnResourcesAndInCircles() {
        assertThatThrownBy(() -> TemplateReader.read("Conditions: {C: !Equals [!Ref T, a]}\n" + TABLE))
                .hasMessage(
                        "Template error: Unresolved dependencies [T]. Cannot reference resources in the Conditions block"
                                + " of the template");
        assertThatThrownBy(() ->
                        TemplateReader.read("Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n" + TABLE))
                .hasMessage("Template error: Found circular condition dependency between B and A");
    }
}
