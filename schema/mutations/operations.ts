import { cancelOperation } from '../../server/operations/service.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { Operation } from '../types/operation.ts'
import { payload } from '../userErrors.ts'
import { answer } from './answers.ts'

interface Changed {
  operationId: string | null
}

/** Payload of a mutation that starts or changes an operation. */
export function operationPayload(name: string, mutation: string) {
  return payload<Changed>(name, `Answer of ${mutation}.`, (t) => ({
    operation: t.prismaField({
      type: Operation,
      nullable: true,
      description: 'The operation; null when refused.',
      resolve: (query, { operationId }, _args, { db }) =>
        operationId === null ? null : db.operation.findFirst({ ...query, where: { id: operationId } }),
    }),
  }))
}

export const noOperation: Changed = { operationId: null }

const CancelOperationInput = builder.inputType('CancelOperationInput', {
  description: 'Which operation to cancel.',
  fields: (t) => ({ operationId: t.id({ required: true, description: 'Id of the Operation.' }) }),
})

builder.mutationField('cancelOperation', (t) =>
  t.field({
    type: operationPayload('CancelOperationPayload', 'cancelOperation'),
    description:
      'Ends an operation: a queued one at once, a running one after the step at hand. What it has written stays. ' +
      'Needs the role OPERATOR, or ANALYST for what you started yourself.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: CancelOperationInput, required: true, description: 'Which operation.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const id = idOf('Operation', input.operationId, ['input', 'operationId'])
      return answer(await cancelOperation(app, viewer, id), noOperation)
    },
  }),
)
