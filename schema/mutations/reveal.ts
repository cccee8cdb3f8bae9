import {
  piiFields,
  type RevealedConsumer as RevealedConsumerShape,
  revealPii,
  revealsPerHour,
} from '../../server/records/reveal.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { enumOf } from '../types/enums.ts'
import { payload } from '../userErrors.ts'
import { answer } from './answers.ts'

const fieldNames = { SOCIAL_SECURITY_NUMBER: piiFields[0], DATE_OF_BIRTH: piiFields[1] } as const

const PiiField = enumOf<keyof typeof fieldNames>('PiiField', 'What is masked everywhere else.', {
  SOCIAL_SECURITY_NUMBER: 'Social Security number.',
  DATE_OF_BIRTH: 'Date of birth.',
})

const RevealedConsumer = builder.objectRef<RevealedConsumerShape>('RevealedConsumer').implement({
  description: 'A consumer of a record, with what was revealed. It has no id: nothing may keep it.',
  fields: (t) => ({
    segment: t.exposeString('segment', { description: 'Where the consumer stands: `base`, `j1[0]`, `j2[0]`.' }),
    surname: t.exposeString('surname', { description: 'Surname.' }),
    firstName: t.exposeString('firstName', { description: 'First name.' }),
    socialSecurityNumber: t.exposeString('socialSecurityNumber', {
      nullable: true,
      description: 'Nine digits. Null when there is none, and when it was not asked for.',
    }),
    dateOfBirth: t.expose('dateOfBirth', {
      type: 'Date',
      nullable: true,
      description: 'Null when there is none, and when it was not asked for.',
    }),
  }),
})

interface Shown {
  consumers: RevealedConsumerShape[]
}

const RevealPiiPayload = payload<Shown>('RevealPiiPayload', 'Answer of revealPii. Do not store it.', (t) => ({
  consumers: t.field({
    type: [RevealedConsumer],
    description: 'The consumers of the record: the one of the base segment first. Empty when refused.',
    resolve: ({ consumers }) => consumers,
  }),
}))

const RevealPiiInput = builder.inputType('RevealPiiInput', {
  description: 'Whose numbers, and why.',
  fields: (t) => ({
    recordId: t.id({ required: true, description: 'Id of the record.' }),
    fields: t.field({ type: [PiiField], description: 'Only these; all of them when nothing is said.' }),
    reason: t.string({
      required: true,
      description: 'Why; at most 1,000 characters, without the numbers themselves. Kept in the audit log.',
    }),
  }),
})

builder.mutationField('revealPii', (t) =>
  t.field({
    type: RevealPiiPayload,
    description:
      'Answers the Social Security numbers and dates of birth of the consumers of one record in the clear, and notes in the audit log who ' +
      `looked at which fields, and why. At most ${revealsPerHour} records an hour. Needs the role ANALYST.`,
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: RevealPiiInput, required: true, description: 'Record, fields and reason.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const fields = input.fields ? [...new Set(input.fields)].map((name) => fieldNames[name]) : piiFields
      const recordId = idOf('Metro2Record', input.recordId, ['input', 'recordId'])
      const nothing: Shown = { consumers: [] }
      return answer(await revealPii(app, viewer, { recordId, fields, reason: input.reason }), nothing)
    },
  }),
)
