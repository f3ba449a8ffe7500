/** DECISION_EVALUATION: a decision evaluated, with all that was evaluated for it. */
import { definitionKey, documentText, int, key, list, shape, text } from '../field.ts';
import { valueType } from '../value-type.ts';

const evaluatedInput = shape({ inputId: text(), inputName: text(), inputValue: text('null') });
const evaluatedOutput = shape({ outputId: text(), outputName: text(), outputValue: text('null') });

/** The value type. Values are JSON text. */
export const decisionEvaluation = valueType({
  number: 27,
  intents: { EVALUATED: 0, FAILED: 1, EVALUATE: 2 },
  fields: {
    decisionKey: definitionKey(),
    decisionId: text(),
    decisionName: text(),
    decisionVersion: int(-1),
    decisionRequirementsId: text(),
    decisionRequirementsKey: definitionKey(),
    decisionOutput: text('null'),
    variables: documentText(),
    bpmnProcessId: text(),
    processDefinitionKey: definitionKey(),
    processInstanceKey: key(),
    elementId: text(),
    elementInstanceKey: key(),
    evaluationFailureMessage: text(),
    failedDecisionId: text(),
    tenantId: text('<default>'),
    evaluatedDecisions: list(
      shape({
        decisionId: text(),
        decisionName: text(),
        decisionKey: definitionKey(),
        decisionVersion: int(-1),
        decisionType: text(),
        decisionOutput: text('null'),
        tenantId: text('<default>'),
        evaluatedInputs: list(evaluatedInput),
        matchedRules: list(shape({ ruleId: text(), ruleIndex: int(), evaluatedOutputs: list(evaluatedOutput) })),
      }),
    ),
  },
});
