/** The schema builder: its plugins, scalars and scopes. Every file of this folder adds its types to it. */
import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import DataloaderPlugin from '@pothos/plugin-dataloader'
import PrismaPlugin from '@pothos/plugin-prisma'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import ValidationPlugin from '@pothos/plugin-validation'
import type { Role } from '../prisma/generated/client/enums.ts'
import type PrismaTypes from '../prisma/generated/pothos.ts'
import { getDatamodel } from '../prisma/generated/pothos.ts'
import { type Context, hasRole } from './context.ts'
import { apiError, badInput, forbidden } from './errors.ts'
import { decodeId, encodeId } from './ids.ts'

/** A field costs 1, a list its size times the cost of an item: room for 100 records with their errors, not for 100 times 100. */
export const costLimit = 25_000

/** Types that `node` loads. A test holds it against the schema. */
export const nodeTypes: ReadonlySet<string> = new Set([
  'ApiKey',
  'AuditEntry',
  'Baseline',
  'BaselineAccount',
  'BaselineLoan',
  'BaselineProblem',
  'BureauResponse',
  'ConnectedSource',
  'Furnisher',
  'MappingPreset',
  'MappingPresetVersion',
  'Metro2File',
  'Metro2Record',
  'Operation',
  'PeriodRecord',
  'QuarantinedRecord',
  'ReportedRecord',
  'ReportingPeriod',
  'SavedView',
  'SyncRun',
  'Upload',
  'ValidationError',
  'Waiver',
  'WebhookDelivery',
  'Writeback',
  'WritebackPlan',
])

export const builder = new SchemaBuilder<{
  PrismaTypes: PrismaTypes
  Context: Context
  AuthScopes: { role: Role }
  DefaultFieldNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    Date: { Input: string; Output: string | Date }
    DateTime: { Input: Date; Output: Date }
    /** Cents. */
    Money: { Input: bigint; Output: bigint | number }
    JSON: { Input: unknown; Output: unknown }
  }
}>({
  plugins: [ScopeAuthPlugin, PrismaPlugin, RelayPlugin, DataloaderPlugin, ValidationPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  prisma: { client: (context) => context.db, dmmf: getDatamodel() },
  relay: {
    cursorType: 'String',
    encodeGlobalID: (type, id) => encodeId(type, String(id)),
    decodeGlobalID: (id) => decodeId(id, ['id']),
    idFieldOptions: { description: 'Global id: names the type and the row. Opaque; keep it as it is.' },
    nodeTypeOptions: { description: 'Anything that can be loaded again by its id.' },
    // An id of a type or row that this viewer cannot have answers null, as one that never was.
    nodeQueryOptions: {
      description: 'Any object by its id; null when there is none.',
      authScopes: { role: 'VIEWER' },
      args: { id: { description: 'Id of the object.' } },
      resolve: (_root, { id }, _context, _info, load) => (nodeTypes.has(id.typename) ? load(id) : null),
    },
    nodesQueryOptions: {
      description: 'Several objects by their ids, in the order of the ids; null where there is none.',
      authScopes: { role: 'VIEWER' },
      args: { ids: { description: 'Ids of the objects: at most 100.' } },
      complexity: ({ ids }) => ({ field: 1, multiplier: Array.isArray(ids) ? ids.length : 1 }),
      resolve(_root, args, _context, _info, load) {
        if (args.ids.length > 100) {
          throw badInput(`These are ${args.ids.length} ids.`, ['ids'], 'Ask for at most 100 at once.')
        }
        // `load` reads args.ids again, not what it is given; an absent id answers null.
        args.ids = args.ids.map((id) => (nodeTypes.has(id.typename) ? id : null)) as typeof args.ids
        return load(args.ids)
      },
    },
    pageInfoTypeOptions: { description: 'Where a page of a list stands.' },
    hasNextPageFieldOptions: { description: 'Whether more follows after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether something stands before this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first edge; null on an empty page.' },
    endCursorFieldOptions: { description: 'Cursor of the last edge: give it as `after` for the next page.' },
  },
  scopeAuth: {
    authScopes: ({ viewer }) => ({ role: (needed) => hasRole(viewer, needed) }),
    authorizeOnSubscribe: true,
    unauthorizedError: (_parent, { viewer }, _info, result) =>
      forbidden(neededRole(result.failure) ?? 'ADMIN', viewer.role),
  },
  validation: {
    validationError({ issues }) {
      const first = issues[0]
      const path = (first?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part))
      return badInput(first?.message ?? 'The input is not valid.', path, 'See the description of the argument.')
    },
  },
  complexity: {
    limit: { complexity: costLimit },
    // Lists without their own figure are short by nature (fields of a form, codes of a rule).
    defaultListMultiplier: 5,
    complexityError: (_kind, { complexity }) =>
      apiError('TOO_COMPLEX', `This operation costs ${complexity}; the limit is ${costLimit}.`, {
        cost: complexity,
        limit: costLimit,
        hint: 'Ask for fewer items (first), or fewer fields of lists inside lists.',
      }),
  },
})

function neededRole(failure: unknown): Role | undefined {
  if (typeof failure !== 'object' || failure === null) return undefined
  if ('parameter' in failure) return failure.parameter as Role
  if ('failures' in failure && Array.isArray(failure.failures)) return neededRole(failure.failures[0])
  return undefined
}

builder.queryType({ description: 'Reading. Every field needs at least the role VIEWER.' })
builder.mutationType({ description: 'Changing. Each field says which role it needs.' })
builder.subscriptionType({ description: 'Watching, over WebSocket (graphql-ws) or Server-Sent Events.' })
