/** The audit log. */
import { describeFinding } from '../../server/records/findings.ts'
import { builder } from '../builder.ts'
import { decodeId } from '../ids.ts'
import { rootList, when } from '../paging/rootList.ts'
import { AuditEntryConnection } from '../types/auditEntry.ts'

const AuditEntryFilter = builder.inputType('AuditEntryFilter', {
  description: 'Which entries of the audit log.',
  fields: (t) => ({
    actor: t.stringList({ description: 'Done by one of these: as `actor` names them.' }),
    action: t.stringList({ description: 'One of these actions.' }),
    targetType: t.stringList({ description: 'Done to something of one of these types.' }),
    target: t.id({ description: 'Done to this: a global id, or the id of a rule.' }),
    since: t.field({ type: 'DateTime', description: 'Done then or later.' }),
    until: t.field({ type: 'DateTime', description: 'Done then or earlier.' }),
  }),
})

/** Rules are named by texts of their own, everything else by ids of this API. */
function targetWhere(target: string) {
  if (describeFinding(target)) return { targetType: 'ValidationRule', targetId: target }
  const { typename, id } = decodeId(target, ['filter', 'target'])
  return { targetType: typename, targetId: id }
}

rootList({
  name: 'auditLog',
  description:
    'Who did what to what, newest first, as long as AUDIT_KEPT_DAYS says. Reading it is not noted. Needs the role ADMIN.',
  role: 'ADMIN',
  model: 'auditLog',
  noun: 'AuditEntry',
  type: AuditEntryConnection,
  filter: AuditEntryFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.actor, (values) => ({ actor: { in: values } })),
      ...when(filter.action, (values) => ({ action: { in: values } })),
      ...when(filter.targetType, (values) => ({ targetType: { in: values } })),
      ...when(filter.target, targetWhere),
      ...when(filter.since, (instant) => ({ at: { gte: instant } })),
      ...when(filter.until, (instant) => ({ at: { lte: instant } })),
    ],
  }),
  orders: { AT: { column: 'at', type: 'instant', description: 'When it was done.' } },
  defaultOrder: { field: 'AT', direction: 'DESC' },
})
