/**
 * A Prisma client that belongs to one organization. It adds the organization to every operation and refuses what it
 * cannot bound: there is no way to ask it for another organization's rows.
 */
import { Prisma, type PrismaClient } from '../../prisma/generated/client/client.ts'
import { getDatamodel } from '../../prisma/generated/pothos.ts'

export class TenantError extends Error {}

/** A transaction of a client bound to an organization; bound as well. */
export type Tx = Prisma.TransactionClient & { readonly organizationId: string }

/** As PrismaClient, bound to one organization, and so are its transactions. */
export type TenantClient = Omit<PrismaClient, '$transaction' | '$extends'> & {
  readonly organizationId: string
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { maxWait?: number; timeout?: number }): Promise<T>
}

type Args = Record<string, unknown> & {
  where?: Record<string, unknown>
  data?: Record<string, unknown> | Record<string, unknown>[]
  create?: Record<string, unknown>
  update?: Record<string, unknown>
}

const reads = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
])
const writes = new Set(['update', 'updateMany', 'updateManyAndReturn', 'delete', 'deleteMany', 'upsert'])
const updates = new Set(['update', 'updateMany', 'updateManyAndReturn', 'upsert'])
const creates = new Set(['create', 'createMany', 'createManyAndReturn', 'upsert'])

/** Fields that lead to other tables, by model. */
const relations = new Map(
  Object.entries(getDatamodel().datamodel.models).map(([model, { fields }]) => [
    model,
    fields.filter((field) => field.kind === 'object').map((field) => field.name),
  ]),
)

export function tenantClient(system: PrismaClient, organizationId: string): TenantClient {
  if (!organizationId) throw new TenantError('A database operation needs an organization.')
  const extension = Prisma.defineExtension({
    name: 'tenant',
    client: { organizationId },
    query: {
      $allOperations({ model, operation, args, query }) {
        if (!model) {
          requireOrganization(operation, args, organizationId)
          return query(args)
        }
        return query(bound(model, operation, (args ?? {}) as Args, organizationId) as never)
      },
    },
  })
  return system.$extends(extension) as unknown as TenantClient
}

function bound(model: string, operation: string, args: Args, organizationId: string): Args {
  const key = model === 'Organization' ? 'id' : 'organizationId'
  const next = { ...args }
  let known = false
  if (reads.has(operation) || writes.has(operation)) {
    refuseOther(args.where, key, organizationId)
    next.where = { ...args.where, [key]: organizationId }
    known = true
  }
  if (updates.has(operation)) {
    const change = (operation === 'upsert' ? args.update : (args.data as Record<string, unknown>)) ?? {}
    // A row that is given another organization would be put into its hands.
    refuseOther(change, key, organizationId)
    refuseNested(model, change)
  }
  if (creates.has(operation)) {
    if (model === 'Organization') throw new TenantError('An organization is not made from inside another.')
    const own = (row: Record<string, unknown>) => {
      refuseOther(row, key, organizationId)
      refuseNested(model, row)
      return { ...row, organizationId }
    }
    if (operation === 'upsert') next.create = own(args.create ?? {})
    else next.data = Array.isArray(args.data) ? args.data.map(own) : own(args.data ?? {})
    known = true
  }
  if (!known) throw new TenantError(`${model}.${operation} is not bound to an organization.`)
  return next
}

function refuseOther(part: Record<string, unknown> | undefined, key: string, organizationId: string) {
  const given = part?.[key]
  if (given !== undefined && given !== organizationId)
    throw new TenantError('The operation names another organization.')
}

/**
 * A write inside a write does not come through here a second time, so its rows are not bound: connecting a row of another
 * organization would bring it over.
 */
function refuseNested(model: string, row: Record<string, unknown>) {
  const nested = relations.get(model)?.find((name) => row[name] !== undefined)
  if (nested) throw new TenantError(`${model}.${nested} cannot be written from ${model}: write each table by itself.`)
}

/** Statements that read and write no table. */
const tableless = /^SELECT pg_(notify|advisory_xact_lock)\(/

/**
 * A raw statement must bind the organization as one of its parameters and name the column it is for; that it compares
 * the two is the author's duty.
 */
function requireOrganization(operation: string, args: unknown, organizationId: string) {
  const { text, values } = statementOf(args)
  if (!values.includes(organizationId)) {
    throw new TenantError(`${operation} without the organization among its parameters.`)
  }
  if (!text.includes('organization_id') && !tableless.test(text)) {
    throw new TenantError(`${operation} binds the organization and makes no use of it.`)
  }
}

function statementOf(args: unknown): { text: string; values: unknown[] } {
  if (Array.isArray(args)) return { text: String(args[0]), values: args.slice(1) }
  const { strings, values } = args as { strings?: string[]; values?: unknown[] }
  return { text: (strings ?? []).join('?'), values: values ?? [] }
}
