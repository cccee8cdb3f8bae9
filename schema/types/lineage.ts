import type { FieldTrace, TraceStep as TraceStepShape } from '../../server/mapping/program.ts'
import { LineageUnavailable, traceRecord } from '../../server/records/lineage.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { apiError, badInput } from '../errors.ts'

const TraceStep = builder.objectRef<TraceStepShape>('TraceStep').implement({
  description: 'One step a value went through. Sensitive values are masked.',
  fields: (t) => ({
    step: t.exposeString('step', { description: 'What was done, in the words of the preset.' }),
    input: t.exposeString('input', { nullable: true, description: 'The value before.' }),
    output: t.exposeString('output', { nullable: true, description: 'The value after.' }),
  }),
})

export const FieldLineage = builder.objectRef<FieldTrace>('FieldLineage').implement({
  description: 'Where the value of one Metro 2 field comes from. Values that name or find a person are masked.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'The field: `base.accountStatus`.' }),
    value: t.exposeString('value', {
      nullable: true,
      description: 'Its value in the record, as the record stores it: amounts in whole dollars.',
    }),
    sourcePath: t.exposeString('sourcePath', {
      nullable: true,
      description: 'Where it stands in the source document: `Customers[0].lastName`. Null when it is derived or fixed.',
    }),
    sourceValue: t.exposeString('sourceValue', {
      nullable: true,
      description: 'The value there as the plugin reads it: money in cents, dates as calendar dates.',
    }),
    steps: t.field({
      type: [TraceStep],
      description: 'What was done to it, in order.',
      resolve: (trace) => trace.steps,
    }),
    evidence: t.exposeString('evidence', {
      nullable: true,
      description: 'The fact behind a derived value: "oldest unpaid instalment 2026-05-10, 45 days at 2026-06-24".',
    }),
  }),
})

/** @throws GraphQLError NOT_FOUND when it cannot be had, BAD_USER_INPUT for a field the record does not have */
export async function lineageOf(context: Context, recordId: string, field: string | null): Promise<FieldTrace[]> {
  const traces = await traceRecord(context.app, context.viewer.organizationId, recordId).catch((error) => {
    if (error instanceof LineageUnavailable) throw apiError('NOT_FOUND', error.message)
    throw error
  })
  if (field === null) return traces
  const found = traces.filter((trace) => trace.field === field)
  if (found.length > 0) return found
  const near = traces.find((trace) => trace.field.endsWith(`.${field}`))
  const hint = near ? `Did you mean ${near.field}?` : 'Leave field out to see what there is.'
  throw badInput(`The record has no lineage for ${JSON.stringify(field.slice(0, 60))}.`, ['field'], hint)
}
