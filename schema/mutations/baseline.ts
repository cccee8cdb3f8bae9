import type { Outcome } from '../../server/outcome.ts'
import { ignoreAccount, ignoreLoan, matchAccount, unmatchAccount } from '../../server/reporting/baseline/decide.ts'
import { importBaseline } from '../../server/reporting/baseline/start.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { BaselineAccount, BaselineLoan } from '../types/baseline.ts'
import { payload } from '../userErrors.ts'
import { answer, idempotencyKeyDescription } from './answers.ts'
import { noOperation, operationPayload } from './operations.ts'

const ImportBaselineInput = builder.inputType('ImportBaselineInput', {
  description: 'Which file to import.',
  fields: (t) => ({
    furnisherId: t.id({ required: true, description: 'Id of the Furnisher that sent the file.' }),
    uploadId: t.id({ required: true, description: 'Id of the Upload, of purpose BASELINE.' }),
    month: t.string({
      description:
        'Month that the file reports, YYYY-MM. Needed only where its header has no activity date, which else decides.',
    }),
    dryRun: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Whether to tell only what would come of it: nothing is written.',
    }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

builder.mutationField('importBaseline', (t) =>
  t.field({
    type: operationPayload('ImportBaselinePayload', 'importBaseline'),
    description:
      'Starts to import the last file that a furnisher sent before this server, in place of a baseline that it has; refused by the ' +
      'operation once a month was closed on that. The result of the operation holds the counts. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: ImportBaselineInput, required: true, description: 'Which file.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await importBaseline(app, viewer, {
        furnisherId: idOf('Furnisher', input.furnisherId, ['input', 'furnisherId']),
        uploadId: idOf('Upload', input.uploadId, ['input', 'uploadId']),
        month: input.month ?? null,
        dryRun: input.dryRun,
        idempotencyKey: input.idempotencyKey ?? null,
      })
      return answer(outcome, noOperation)
    },
  }),
)

interface Decided {
  accountId: string | null
}

function accountPayload(name: string, mutation: string) {
  return payload<Decided>(name, `Answer of ${mutation}.`, (t) => ({
    account: t.prismaField({
      type: BaselineAccount,
      nullable: true,
      description: 'The account as it stands now; null when refused.',
      resolve: (query, { accountId }, _args, { db }) =>
        accountId === null ? null : db.baselineAccount.findFirst({ ...query, where: { id: accountId } }),
    }),
  }))
}

const decided = (outcome: Outcome<{ accountId: string }>) => answer<Decided>(outcome, { accountId: null })
const accountIdField = { required: true as const, description: 'Id of the BaselineAccount.' }
const accountIdOf = (id: string) => idOf('BaselineAccount', id, ['input', 'accountId'])
const reasonField = { required: true as const, description: 'Why, in at most 500 characters.' }

const MatchBaselineAccountInput = builder.inputType('MatchBaselineAccountInput', {
  description: 'Which loan an account is.',
  fields: (t) => ({
    accountId: t.id(accountIdField),
    recordId: t.id({ required: true, description: 'Id of the Metro2Record of the loan.' }),
  }),
})

const UnmatchBaselineAccountInput = builder.inputType('UnmatchBaselineAccountInput', {
  description: 'Which account to take the loan from.',
  fields: (t) => ({ accountId: t.id(accountIdField) }),
})

const IgnoreBaselineAccountInput = builder.inputType('IgnoreBaselineAccountInput', {
  description: 'Which account needs no loan.',
  fields: (t) => ({ accountId: t.id(accountIdField), reason: t.string(reasonField) }),
})

const IgnoreBaselineLoanInput = builder.inputType('IgnoreBaselineLoanInput', {
  description: 'Which loan needs no account.',
  fields: (t) => ({
    loanId: t.id({ required: true, description: 'Id of the BaselineLoan.' }),
    reason: t.string(reasonField),
  }),
})

builder.mutationFields((t) => ({
  matchBaselineAccount: t.field({
    type: accountPayload('MatchBaselineAccountPayload', 'matchBaselineAccount'),
    description: 'Says which loan an account of a baseline is. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: MatchBaselineAccountInput, required: true, description: 'The two.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const recordId = idOf('Metro2Record', input.recordId, ['input', 'recordId'])
      return decided(await matchAccount(app, viewer, { accountId: accountIdOf(input.accountId), recordId }))
    },
  }),
  unmatchBaselineAccount: t.field({
    type: accountPayload('UnmatchBaselineAccountPayload', 'unmatchBaselineAccount'),
    description: 'Takes the loan from an account of a baseline, or its being ignored. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: UnmatchBaselineAccountInput, required: true, description: 'Which account.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return decided(await unmatchAccount(app, viewer, accountIdOf(input.accountId)))
    },
  }),
  ignoreBaselineAccount: t.field({
    type: accountPayload('IgnoreBaselineAccountPayload', 'ignoreBaselineAccount'),
    description: 'Says that an account of a baseline needs no loan, and why. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: IgnoreBaselineAccountInput, required: true, description: 'Which account.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const { reason } = input
      return decided(await ignoreAccount(app, viewer, { accountId: accountIdOf(input.accountId), reason }))
    },
  }),
  ignoreBaselineLoan: t.field({
    type: payload<{ loanId: string | null }>('IgnoreBaselineLoanPayload', 'Answer of ignoreBaselineLoan.', (f) => ({
      loan: f.prismaField({
        type: BaselineLoan,
        nullable: true,
        description: 'The loan as it stands now; null when refused.',
        resolve: (query, { loanId }, _args, { db }) =>
          loanId === null ? null : db.baselineLoan.findFirst({ ...query, where: { id: loanId } }),
      }),
    })),
    description: 'Says that a loan need not stand in a baseline, and why. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: IgnoreBaselineLoanInput, required: true, description: 'Which loan.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const loanId = idOf('BaselineLoan', input.loanId, ['input', 'loanId'])
      return answer(await ignoreLoan(app, viewer, { loanId, reason: input.reason }), { loanId: null })
    },
  }),
}))
