import { startImpact } from '../../server/presets/impact.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import '../types/mappingImpact.ts'
import { idempotencyKeyDescription } from './answers.ts'
import { noOperation, operationPayload } from './operations.ts'
import { presetAnswer } from './presets.ts'

const StartMappingImpactInput = builder.inputType('StartMappingImpactInput', {
  description: 'Which text to try on the whole portfolio.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: 'Id of the MappingPreset; the loans are those of its connections.' }),
    text: t.string({ description: 'The text to try. Left out: the draft; without one, the published text.' }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

builder.mutationField('startMappingImpact', (t) =>
  t.field({
    type: operationPayload('StartMappingImpactPayload', 'startMappingImpact'),
    description:
      'Maps every stored loan of the preset’s connections with a text and counts what would change: fields, rules, eligibility. Writes no ' +
      'record and asks no source. Watch it with operationProgress; `impact` of the operation says what was found so far. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: StartMappingImpactInput, required: true, description: 'What to try.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await startImpact(app, viewer, {
        presetId: idOf('MappingPreset', input.presetId, ['input', 'presetId']),
        text: input.text ?? null,
        idempotencyKey: input.idempotencyKey ?? null,
      })
      return presetAnswer(outcome, noOperation)
    },
  }),
)
