/** What bureaus answered about accounts that were reported. */
import type * as Db from '../../prisma/generated/client/enums.ts'
import { messagePlace } from '../../server/responses/store.ts'
import { unsealText } from '../../server/vault/seal.ts'
import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { ConnectedSource } from './connectedSource.ts'
import { enumOf } from './enums.ts'
import { Metro2Record } from './metro2Record.ts'
import { tenantNode } from './node.ts'
import { ReportingPeriod } from './reportingPeriod.ts'

export const Bureau = enumOf<Db.Bureau>('Bureau', 'A credit bureau.', {
  EQUIFAX: 'Equifax.',
  EXPERIAN: 'Experian.',
  TRANSUNION: 'TransUnion.',
  INNOVIS: 'Innovis.',
})

export const BureauResponseKind = enumOf<Db.BureauResponseKind>('BureauResponseKind', 'What a bureau answered.', {
  ACCEPTED: 'It took the account as it was reported.',
  REJECTED: 'It refused the account; the codes say why.',
  DISPUTE: 'A dispute about the account has ended; see disputeOutcome.',
})

export const DisputeOutcome = enumOf<Db.DisputeOutcome>('DisputeOutcome', 'How a dispute ended.', {
  VERIFIED: 'What was reported is right and stays.',
  MODIFIED: 'Something of the account was corrected.',
  DELETED: 'The account was deleted.',
  DELETED_FRAUD: 'The account was deleted because it came of fraud.',
})

export const BureauResponse = builder.prismaNode('BureauResponse', {
  ...tenantNode,
  description: 'What a bureau answered about an account that was reported. It never changes.',
  fields: (t) => ({
    bureau: t.expose('bureau', { type: Bureau, description: 'Who answered.' }),
    reference: t.exposeString('reference', { description: "The bureau's own number of the answer." }),
    kind: t.expose('kind', { type: BureauResponseKind, description: 'What it answered.' }),
    month: t.string({
      description: 'Month that was reported, YYYY-MM.',
      select: { month: true },
      resolve: ({ month }) => month.toISOString().slice(0, 7),
    }),
    consumerAccountNumber: t.exposeString('consumerAccountNumber', { description: 'Account number as reported.' }),
    codes: t.exposeStringList('codes', { description: 'Codes as the bureau writes them.' }),
    disputeOutcome: t.expose('disputeOutcome', {
      type: DisputeOutcome,
      nullable: true,
      description: 'How the dispute ended; null for other kinds.',
    }),
    respondedOn: t.expose('respondedOn', {
      type: 'Date',
      nullable: true,
      description: 'Day of the answer, where it says so.',
    }),
    message: t.string({
      nullable: true,
      description: 'What the bureau says in words. It may be personal: needs the role OPERATOR.',
      authScopes: { role: 'OPERATOR' },
      select: { sealedMessage: true },
      resolve: async ({ id, sealedMessage }, _args, { app, viewer }) =>
        sealedMessage && unsealText(await app.keysOf(viewer.organizationId), messagePlace(id), sealedMessage),
    }),
    period: t.field({
      type: ReportingPeriod,
      nullable: true,
      description: 'The closed period it is about; null when that was a baseline that has been replaced.',
      select: { periodId: true },
      resolve: ({ periodId }, _args, { loaders }) => loaders.periodsOfResponses.load(periodId) as never,
    }),
    connection: t.field({
      type: ConnectedSource,
      nullable: true,
      description: 'The source of the loan; null when the account belongs to none that is known.',
      select: { connectionId: true },
      resolve: ({ connectionId }, _args, { loaders }) =>
        connectionId === null ? null : (loaders.connectionsOfResponses.load(connectionId) as never),
    }),
    record: t.field({
      type: Metro2Record,
      nullable: true,
      description: "The loan's live record; null when there is none.",
      select: { connectionId: true, sourceKey: true },
      resolve: ({ connectionId, sourceKey }, _args, { loaders }) =>
        connectionId === null || sourceKey === null
          ? null
          : (loaders.recordsOfLoans.load({ connectionId, sourceKey }) as never),
    }),
    sourceKey: t.exposeString('sourceKey', { nullable: true, description: "The loan's key at the source." }),
    line: t.exposeInt('line', {
      nullable: true,
      description: 'Line of the file it stood in; null when it came by the API.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it came.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who brought it: `apiKey:ID` or `jwt:SUBJECT`.' }),
    createdByName: t.string({
      nullable: true,
      description:
        'What people call who brought it: the name of the API key. Null for others, and when the key is gone.',
      select: { createdBy: true },
      resolve: ({ createdBy }, _args, { loaders }) => loaders.actorNames.load(createdBy),
    }),
  }),
})

export const BureauResponseConnection = connectionType('BureauResponse', BureauResponse, 'answers of bureaus')

const mostShown = 50

builder.prismaObjectFields(Metro2Record, (t) => ({
  bureauResponses: t.field({
    type: [BureauResponse],
    description: 'What bureaus answered about this loan, newest first. The root field bureauResponses has all.',
    args: { first: t.arg.int({ defaultValue: 10, required: true, description: `How many: 1 to ${mostShown}.` }) },
    complexity: ({ first }) => ({ field: 2, multiplier: Math.max(1, Math.min(first, mostShown)) }),
    select: { connectionId: true, sourceKey: true },
    async resolve({ connectionId, sourceKey }, { first }, { loaders }) {
      const all = await loaders.responsesOfLoans.load({ connectionId, sourceKey })
      return all.slice(0, Math.max(1, Math.min(first, mostShown))) as never
    },
  }),
}))
