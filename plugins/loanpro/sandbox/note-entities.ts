/** Notes: a contact log that makes a document as large as real ones are, and what was written through the API. */
import { instantStamp } from './calendar.ts'
import { type EntityNode, leaf } from './entity.ts'
import { noteCategories } from './lookups.ts'
import { opened } from './plan.ts'
import { randomOf } from './random.ts'
import type { Tenant, WrittenNote } from './tenant.ts'

const remarks = [
  'Called the customer about the next due date and confirmed the amount.',
  'Left a message and asked to be called back within the week.',
  'Sent the monthly statement by mail, no reply expected.',
  'Customer asked how extra money is applied and was told about the options.',
  'Updated the preferred time of contact after a call.',
  'Reviewed the account at the monthly maintenance, nothing to do.',
  'Customer promised to pay with the next paycheck.',
  'Answered a question about the online portal and reset the access.',
] as const

const bytesOfOther = { scheduled: 1_160, payment: 2_650, base: 19_000, note: 1_330 }

export function noteNode(note: WrittenNote): EntityNode {
  const node = leaf('Notes', 'Note', note.id, {
    parentType: note.parentType,
    parentId: note.parentId,
    categoryId: note.categoryId,
    subject: note.subject,
    body: note.body,
    authorId: 10,
    authorName: 'Agent',
    remoteAddress: '203.0.113.1',
    created: instantStamp(note.day, note.second),
    type: 'STANDARD',
    expirationDate: null,
  })
  return {
    ...node,
    nav: {
      Category: () => noteCategories.find(({ key }) => key === note.categoryId) ?? null,
      Author: () => null,
      Attachments: () => [],
    },
  }
}

/** How many log entries fill the document to its target on the first day. Later days add to them, never take away. */
function logLength(tenant: Tenant, index: number): number {
  const { plan } = tenant.books(index)
  const paid = plan.payments.filter(({ day }) => day <= tenant.first).length
  const known = bytesOfOther.base + plan.instalments.length * bytesOfOther.scheduled + paid * bytesOfOther.payment
  return Math.max(0, Math.min(60, Math.floor((tenant.documentBytes - known) / bytesOfOther.note)))
}

export function noteNodes(tenant: Tenant, index: number): EntityNode[] {
  const { plan } = tenant.books(index)
  const start = opened(plan)
  const length = logLength(tenant, index)
  const step = length === 0 ? 0 : Math.max(0, tenant.first - 1 - start) / length
  const nodes: EntityNode[] = []
  for (let position = 0; position < length; position++) {
    const day = Math.floor(start + step * position)
    if (day > tenant.day) break
    const random = randomOf(tenant.seed, 'note', index, position)
    const body = Array.from({ length: 14 }, () => `<p>${random.pick(remarks)}</p>`).join('')
    const parent = { parentType: 'Entity.Loan', parentId: plan.id, subject: 'Contact log' } as const
    const id = plan.id * 100 + position
    nodes.push(noteNode({ id, ...parent, body, categoryId: 10, day, second: random.int(30_000, 64_000) }))
  }
  const written = tenant.overlay(index)?.notes.filter((note) => note.parentType === 'Entity.Loan') ?? []
  return [...nodes, ...written.map(noteNode)]
}
