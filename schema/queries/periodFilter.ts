/** Which records of a period: for their list, and for holding out what the list shows. */
import type { Prisma } from '../../prisma/generated/client/client.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { when } from '../paging/rootList.ts'
import { codesOf } from '../types/codeTable.ts'
import { PeriodReview } from '../types/reportingPeriod.ts'
import { searched } from './errorFilter.ts'

export const PeriodRecordFilter = builder.inputType('PeriodRecordFilter', {
  description: 'Which records of periods.',
  fields: (t) => ({
    period: t.id({ description: 'Of this period.' }),
    connection: t.id({ description: 'Of this connected source.' }),
    review: t.field({ type: [PeriodReview], description: 'That stand in one of these ways.' }),
    comparison: t.field({
      type: [PeriodReview],
      description: 'That stand in one of these ways, or would without their errors.',
    }),
    ruleId: t.stringList({ description: 'With an open error or warning of one of these rules.' }),
    heldOut: t.boolean({ description: 'true: only those held out; false: only those that are not.' }),
    openErrors: t.boolean({ description: 'true: only those that stand in the way of closing; false: only others.' }),
    accountStatus: t.stringList({ description: 'With one of these account statuses.' }),
    search: t.string({ description: 'Whose account number, surname or name at the source begins with this.' }),
  }),
})

/** @param path of the filter in the operation, for messages */
export function periodRecordsWhere(
  filter: typeof PeriodRecordFilter.$inferInput,
  path: string[],
): Prisma.PeriodRecordWhereInput {
  const stands = { errorCount: { gt: 0 }, heldOutAt: null }
  return {
    AND: [
      ...when(filter.period, (id) => ({ periodId: idOf('ReportingPeriod', id, [...path, 'period']) })),
      ...when(filter.connection, (id) => ({ connectionId: idOf('ConnectedSource', id, [...path, 'connection']) })),
      ...when(filter.review, (values) => ({ review: { in: values } })),
      ...when(filter.comparison, (values) => ({ comparison: { in: values } })),
      ...when(filter.ruleId, (values) => ({
        OR: [{ errorRules: { hasSome: values } }, { warningRules: { hasSome: values } }],
      })),
      ...when(filter.heldOut, (held) => ({ heldOutAt: held ? { not: null } : null })),
      ...when(filter.openErrors, (open) => (open ? stands : { NOT: stands })),
      ...when(filter.accountStatus, (codes) => ({
        accountStatus: { in: codesOf('base.accountStatus', codes, [...path, 'accountStatus']) },
      })),
      ...when(filter.search, searched),
    ],
  }
}
