/** What a check of a preset's text answers. */
import type { CheckedExample, LocatedProblem, PresetCheck } from '../../server/presets/check.ts'
import { builder } from '../builder.ts'

export const MappingProblem = builder.objectRef<LocatedProblem>('MappingProblem').implement({
  description: "Something wrong with a preset's text. A check answers all problems at once, in the order of the text.",
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Line, from 1.' }),
    column: t.exposeInt('column', { description: 'Column, from 1.' }),
    path: t.exposeString('path', {
      description: 'Dotted place in the preset: `account.accountStatus.firstMatch.1.when`; empty for the whole text.',
    }),
    code: t.exposeString('code', { description: 'Stable code, for programs: `UNKNOWN_PATH`.' }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
    hint: t.exposeString('hint', { nullable: true, description: 'How to mend it: "did you mean …?".' }),
    connectionName: t.exposeString('connectionName', {
      nullable: true,
      description: 'Connection whose fields the text does not suit; null when it is wrong for every one.',
    }),
  }),
})

export const MappingExample = builder.objectRef<CheckedExample>('MappingExample').implement({
  description: 'An example that the preset carries, and whether the preset does what it expects.',
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Its title.' }),
    line: t.exposeInt('line', { description: 'Line where it stands, from 1.' }),
    column: t.exposeInt('column', { description: 'Column where it stands, from 1.' }),
    passed: t.exposeBoolean('passed', { description: 'Whether it holds. A preset is published only when all do.' }),
    differences: t.exposeStringList('differences', {
      description: 'What differs: `accountStatus: expected 71, got 11`. Empty when it holds.',
    }),
  }),
})

export const MappingCheck = builder.objectRef<PresetCheck>('MappingCheck').implement({
  description: 'What a check of a preset found.',
  fields: (t) => ({
    passed: t.boolean({
      description: 'Whether there is no problem and every example holds.',
      resolve: ({ problems, examples }) => problems.length === 0 && examples.every((example) => example.passed),
    }),
    problems: t.field({
      type: [MappingProblem],
      description: 'Every problem of the text.',
      resolve: (check) => check.problems,
    }),
    examples: t.field({
      type: [MappingExample],
      description: 'Its examples; they run only when the text has no problem.',
      resolve: (check) => check.examples,
    }),
  }),
})
