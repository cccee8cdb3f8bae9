/** Which validation errors: for their list, and for waiving what the list shows. */
import type { Prisma } from '../../prisma/generated/client/client.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { literal, when } from '../paging/rootList.ts'
import { codesOf } from '../types/codeTable.ts'
import { Severity } from '../types/enums.ts'

export const ValidationErrorFilter = builder.inputType('ValidationErrorFilter', {
  description: 'Which validation errors.',
  fields: (t) => ({
    connection: t.id({ description: 'Of records of this connected source.' }),
    record: t.id({ description: 'Of this record.' }),
    ruleId: t.stringList({ description: 'Of one of these rules.' }),
    severity: t.field({
      type: [Severity],
      description: 'Of one of these severities. When nothing is said: of any but OFF.',
    }),
    waived: t.boolean({
      defaultValue: false,
      description: 'true: only what a waiver excuses; false: only what stands open; null: both.',
    }),
    field: t.string({ description: 'About this field: `base.accountStatus`.' }),
    accountStatus: t.stringList({ description: 'Of records with one of these account statuses.' }),
    search: t.string({ description: 'Of records whose account number or surname begins with this.' }),
    createdSince: t.field({ type: 'DateTime', description: 'First found then or later.' }),
    createdUntil: t.field({ type: 'DateTime', description: 'First found then or earlier.' }),
  }),
})

export type ErrorFilter = typeof ValidationErrorFilter.$inferInput

/** @param path of the filter in the operation, for messages */
export function errorsWhere(filter: ErrorFilter, path: string[] = ['filter']): Prisma.ValidationErrorWhereInput {
  const { waived = false } = filter
  return {
    AND: [
      ...when(filter.connection, (id) => ({ connectionId: idOf('ConnectedSource', id, [...path, 'connection']) })),
      ...when(filter.record, (id) => ({ recordId: idOf('Metro2Record', id, [...path, 'record']) })),
      ...when(filter.ruleId, (values) => ({ ruleId: { in: values } })),
      { severity: filter.severity ? { in: filter.severity } : { not: 'OFF' } },
      ...when(waived, (excused) => ({ waiverId: excused ? { not: null } : null })),
      ...when(filter.field, (field) => ({ fields: { has: field } })),
      ...when(filter.accountStatus, (codes) => ({
        record: { accountStatus: { in: codesOf('base.accountStatus', codes, [...path, 'accountStatus']) } },
      })),
      ...when(filter.search, (text) => ({ record: searched(text) })),
      ...when(filter.createdSince, (instant) => ({ createdAt: { gte: instant } })),
      ...when(filter.createdUntil, (instant) => ({ createdAt: { lte: instant } })),
    ],
  }
}

/** Records by what people know them by. Account numbers and names stand in upper case. */
export function searched(text: string) {
  const upper = literal(text.trim().toUpperCase())
  return {
    OR: [
      { consumerAccountNumber: { startsWith: upper } },
      { surname: { startsWith: upper } },
      { displayKey: { startsWith: literal(text.trim()), mode: 'insensitive' as const } },
    ],
  }
}

/** Findings that count: neither switched off nor waived. */
export const standsOpen = { severity: { not: 'OFF' as const }, waiverId: null }
