import { retryQuarantined } from '../../server/quarantine/start.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { QuarantineStage } from '../types/enums.ts'
import '../types/quarantinedRecord.ts'
import { answer, idempotencyKeyDescription } from './answers.ts'
import { noOperation, operationPayload } from './operations.ts'

const RetryQuarantinedFilter = builder.inputType('RetryQuarantinedFilter', {
  description: 'Which documents in quarantine to try again; an empty one means all.',
  fields: (t) => ({
    connection: t.id({ description: 'Of this connected source.' }),
    stage: t.field({ type: [QuarantineStage], description: 'Failed at one of these stages.' }),
    code: t.stringList({ description: 'Whose first failure has one of these codes.' }),
  }),
})

const RetryQuarantinedInput = builder.inputType('RetryQuarantinedInput', {
  description: 'Which documents in quarantine to try again: ids or a filter.',
  fields: (t) => ({
    ids: t.idList({ description: 'Ids of QuarantinedRecords, at most 1,000.' }),
    filter: t.field({ type: RetryQuarantinedFilter, description: 'All that match.' }),
    expectedCount: t.int({
      description: 'How many you have seen; when there are more or fewer by now, it is refused.',
    }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

builder.mutationField('retryQuarantined', (t) =>
  t.field({
    type: operationPayload('RetryQuarantinedPayload', 'retryQuarantined'),
    description:
      'Tries documents in quarantine again with the preset as it is published now, without asking the source; those that the source sent ' +
      'broken are read again by a run of mode IDS. What can be mapped becomes a record and leaves quarantine. Refused with RUN_ACTIVE while a run is ' +
      'at work on the connection. Counts of the operation: released, failed, rereads. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: RetryQuarantinedInput, required: true, description: 'Which documents.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const { ids, filter, expectedCount, idempotencyKey } = input
      const outcome = await retryQuarantined(app, viewer, {
        ids: ids?.map((id, index) => idOf('QuarantinedRecord', id, ['input', 'ids', String(index)])) ?? null,
        filter: filter
          ? {
              connectionId: filter.connection
                ? idOf('ConnectedSource', filter.connection, ['input', 'filter', 'connection'])
                : null,
              stages: filter.stage ?? null,
              codes: filter.code ?? null,
            }
          : null,
        expectedCount: expectedCount ?? null,
        idempotencyKey: idempotencyKey ?? null,
      })
      return answer(outcome, noOperation)
    },
  }),
)
