/**
 * What the published schema of SARIF 2.1.0 asks of the objects that we write: their required properties, the words they may take, and no
 * property that it does not know. Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
 */
const object = (properties: object, required: readonly string[] = []) => ({ type: 'object', additionalProperties: false, properties, required });
const list = (items: object) => ({ type: 'array', items });
const text = { type: 'string' };
const index = { type: 'integer', minimum: -1 };

const level = { enum: ['none', 'note', 'warning', 'error'] };
const message = { ...object({ text, markdown: text, id: text, arguments: list(text) }), anyOf: [{ required: ['text'] }, { required: ['id'] }] };
const multiformat = object({ text, markdown: text }, ['text']);
const reference = object({ id: text, index, guid: text });

const artifactLocation = object({ uri: { type: 'string', format: 'uri-reference' }, uriBaseId: text, index });
const region = object({ startLine: { type: 'integer', minimum: 1 }, startColumn: { type: 'integer', minimum: 1 }, endLine: { type: 'integer', minimum: 1 } });
const physicalLocation = { ...object({ artifactLocation, region }), anyOf: [{ required: ['address'] }, { required: ['artifactLocation'] }] };
const logicalLocation = object({ name: text, fullyQualifiedName: text, decoratedName: text, index, parentIndex: index, kind: text });
const location = object({ id: index, physicalLocation, logicalLocations: { ...list(logicalLocation), uniqueItems: true }, message });

const rule = object({ id: text, name: text, shortDescription: multiformat, fullDescription: multiformat, help: multiformat, defaultConfiguration: object({ level, enabled: { type: 'boolean' } }) }, ['id']); // prettier-ignore
const driver = object({ name: text, version: text, semanticVersion: text, informationUri: text, rules: { ...list(rule), uniqueItems: true } }, ['name']);
const notification = object({ message, level, associatedRule: reference, descriptor: reference, timeUtc: text }, ['message']);
const invocation = object({ executionSuccessful: { type: 'boolean' }, toolExecutionNotifications: list(notification), exitCode: { type: 'integer' } }, ['executionSuccessful']); // prettier-ignore
const result = object(
  {
    ruleId: text,
    ruleIndex: index,
    kind: { enum: ['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'] },
    level,
    message,
    locations: list(location),
    partialFingerprints: { type: 'object', additionalProperties: text },
  },
  ['message'],
);
const run = object({ tool: object({ driver }, ['driver']), invocations: list(invocation), results: list(result) }, ['tool']);

export const sarifShape = object({ $schema: text, version: { enum: ['2.1.0'] }, runs: list(run) }, ['version', 'runs']);
