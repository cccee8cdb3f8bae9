import { importBureauResponses } from '../../server/responses/import.ts'
import { recordBureauResponses } from '../../server/responses/record.ts'
import { applyWriteback } from '../../server/writeback/apply.ts'
import { planWriteback } from '../../server/writeback/plan.ts'
import { allowWriteback, disableWriteback, setWriteback, stopWriteback } from '../../server/writeback/settings.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { Bureau, BureauResponse, BureauResponseKind, DisputeOutcome } from '../types/bureauResponse.ts'
import { ConnectedSource } from '../types/connectedSource.ts'
import { WritebackPlan } from '../types/writeback.ts'
import { payload } from '../userErrors.ts'
import { answer, idempotencyKeyDescription } from './answers.ts'
import { noOperation, operationPayload } from './operations.ts'

const BureauResponseInput = builder.inputType('BureauResponseInput', {
  description: 'What a bureau answered about one account.',
  fields: (t) => ({
    bureau: t.field({ type: Bureau, required: true, description: 'Who answered.' }),
    reference: t.string({
      required: true,
      description: "The bureau's own number of the answer, 1 to 60 characters. Sent again, it is not stored again.",
    }),
    month: t.string({ required: true, description: 'Month that was reported, YYYY-MM.' }),
    consumerAccountNumber: t.string({ required: true, description: 'Account number as reported.' }),
    kind: t.field({ type: BureauResponseKind, required: true, description: 'What was answered.' }),
    codes: t.stringList({ description: 'Codes as the bureau writes them; a rejection needs them.' }),
    disputeOutcome: t.field({ type: DisputeOutcome, description: 'How a dispute ended; needed for kind DISPUTE.' }),
    respondedOn: t.field({ type: 'Date', description: 'Day of the answer.' }),
    message: t.string({ description: 'What the bureau says in words, at most 1,000 characters. Stored sealed.' }),
  }),
})

const RecordBureauResponsesInput = builder.inputType('RecordBureauResponsesInput', {
  description: 'Answers of bureaus about accounts of one furnisher.',
  fields: (t) => ({
    furnisherId: t.id({ required: true, description: 'Id of the Furnisher that reported the accounts.' }),
    responses: t.field({ type: [BureauResponseInput], required: true, description: 'The answers, at most 500.' }),
  }),
})

interface Recorded {
  responseIds: string[]
  recorded: number
}

const RecordBureauResponsesPayload = payload<Recorded>(
  'RecordBureauResponsesPayload',
  'Answer of recordBureauResponses.',
  (t) => ({
    responses: t.field({
      type: [BureauResponse],
      description: 'The answers as they are stored, in the order of the input; empty when refused.',
      async resolve({ responseIds }, _args, { db }) {
        const rows = await db.bureauResponse.findMany({ where: { id: { in: responseIds } } })
        const byId = new Map(rows.map((row) => [row.id, row]))
        return responseIds.flatMap((id) => byId.get(id) ?? []) as never
      },
    }),
    recorded: t.exposeInt('recorded', { description: 'How many were not known before.' }),
  }),
)

const ImportBureauResponsesInput = builder.inputType('ImportBureauResponsesInput', {
  description: 'Which file of answers to read.',
  fields: (t) => ({
    furnisherId: t.id({ required: true, description: 'Id of the Furnisher that reported the accounts.' }),
    uploadId: t.id({ required: true, description: 'Id of the Upload, of purpose BUREAU_RESPONSE.' }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

builder.mutationFields((t) => ({
  recordBureauResponses: t.field({
    type: RecordBureauResponsesPayload,
    description:
      'Stores what bureaus answered: all of it or, when one is wrong, none. Answers are known by bureau and reference, so that sending ' +
      'them again changes nothing. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: RecordBureauResponsesInput, required: true, description: 'The answers.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const responses = input.responses.map((each) => ({
        ...{ bureau: each.bureau, reference: each.reference, month: each.month, kind: each.kind },
        ...{ accountNumber: each.consumerAccountNumber, codes: each.codes ?? [], message: each.message ?? null },
        ...{ disputeOutcome: each.disputeOutcome ?? null, respondedOn: each.respondedOn ?? null },
      }))
      const furnisherId = idOf('Furnisher', input.furnisherId, ['input', 'furnisherId'])
      const outcome = await recordBureauResponses(app, viewer, { furnisherId, responses })
      return answer<Recorded>(outcome, { responseIds: [], recorded: 0 })
    },
  }),
  importBureauResponses: t.field({
    type: operationPayload('ImportBureauResponsesPayload', 'importBureauResponses'),
    description:
      'Starts to read a file of answers (docs/writeback.md has its layout). Good lines are stored; bad ones stand in the result of the ' +
      'operation with number and reason. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: ImportBureauResponsesInput, required: true, description: 'Which file.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await importBureauResponses(app, viewer, {
        furnisherId: idOf('Furnisher', input.furnisherId, ['input', 'furnisherId']),
        uploadId: idOf('Upload', input.uploadId, ['input', 'uploadId']),
        idempotencyKey: input.idempotencyKey ?? null,
      })
      return answer(outcome, noOperation)
    },
  }),
}))

const WritebackValueChoice = builder.inputType('WritebackChosenValueInput', {
  description: 'What to write for a kind of answer.',
  fields: (t) => ({
    kind: t.field({ type: BureauResponseKind, required: true, description: 'Kind of answer.' }),
    value: t.string({ required: true, description: 'What to write.' }),
  }),
})

const WritebackChoiceInput = builder.inputType('WritebackChoiceInput', {
  description: 'What to write where.',
  fields: (t) => ({
    target: t.string({ required: true, description: 'Name of a target of the connection.' }),
    place: t.string({
      description: 'Where: the id of the field, category or section. Left out when the target is one place.',
    }),
    kinds: t.field({ type: [BureauResponseKind], required: true, description: 'Kinds of answers to write there.' }),
    values: t.field({ type: [WritebackValueChoice], description: 'Values in place of the answer in one line.' }),
    fileHosts: t.stringList({
      description:
        'Of a target that sends files: up to 5 further hosts that they may go to, such as files.example.com. A source may store files elsewhere ' +
        'and says where only when one is begun; a host that is not named here is refused.',
    }),
  }),
})

const connectionIdField = { required: true as const, description: 'Id of the ConnectedSource.' }
const connectionIdOf = (id: string) => idOf('ConnectedSource', id, ['input', 'connectionId'])

const SetWritebackInput = builder.inputType('SetWritebackInput', {
  description: 'What a connection may write into its source.',
  fields: (t) => ({
    connectionId: t.id(connectionIdField),
    enabled: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether plans may be applied. Left out: plans can be made, and nothing can be written.',
    }),
    targets: t.field({
      type: [WritebackChoiceInput],
      required: true,
      description: 'What to write where; takes the place of what was chosen before.',
    }),
    confirmation: t.string({
      description:
        'Needed to enable: `connection.writeback.statement`, word for word. It names the liability under the FCRA.',
    }),
  }),
})

const DisableWritebackInput = builder.inputType('DisableWritebackInput', {
  description: 'Which connection shall write nothing any more.',
  fields: (t) => ({ connectionId: t.id(connectionIdField) }),
})

function connectionPayload(name: string, mutation: string) {
  return payload<{ connectionId: string | null }>(name, `Answer of ${mutation}.`, (t) => ({
    connection: t.prismaField({
      type: ConnectedSource,
      nullable: true,
      description: 'The connection as it stands now; null when refused.',
      resolve: (query, { connectionId }, _args, { db }) =>
        connectionId === null ? null : db.connection.findFirst({ ...query, where: { id: connectionId } }),
    }),
  }))
}

builder.mutationFields((t) => ({
  setWriteback: t.field({
    type: connectionPayload('SetWritebackPayload', 'setWriteback'),
    description:
      'Chooses what of the answers of bureaus is written where in the source, and switches it on or off. Needs the role ADMIN.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: SetWritebackInput, required: true, description: 'What and where.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await setWriteback(app, viewer, {
        ...{ connectionId: connectionIdOf(input.connectionId), enabled: input.enabled },
        confirmation: input.confirmation ?? null,
        targets: input.targets.map(({ target, place, kinds, values, fileHosts }) => ({
          ...{ target, place: place ?? null, kinds, values: values ?? [], fileHosts: fileHosts ?? [] },
        })),
      })
      return answer(outcome, { connectionId: null })
    },
  }),
  disableWriteback: t.field({
    type: connectionPayload('DisableWritebackPayload', 'disableWriteback'),
    description: 'Switches writeback of a connection off, also for a job at work. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: DisableWritebackInput, required: true, description: 'Which connection.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await disableWriteback(app, viewer, connectionIdOf(input.connectionId)), { connectionId: null })
    },
  }),
}))

const StopWritebackInput = builder.inputType('StopWritebackInput', {
  description: 'Why all writeback is stopped.',
  fields: (t) => ({ reason: t.string({ required: true, description: 'Why.' }) }),
})

const AllowWritebackInput = builder.inputType('AllowWritebackInput', {
  description: 'Why writeback is allowed again.',
  fields: (t) => ({ reason: t.string({ required: true, description: 'Why.' }) }),
})

const stopPayload = (name: string, mutation: string) =>
  payload<{ stopped: boolean | null }>(name, `Answer of ${mutation}.`, (t) => ({
    stopped: t.exposeBoolean('stopped', {
      nullable: true,
      description: 'Whether all writeback is stopped now; null when refused.',
    }),
  }))

builder.mutationFields((t) => ({
  stopWriteback: t.field({
    type: stopPayload('StopWritebackPayload', 'stopWriteback'),
    description:
      'The kill switch: from now on nothing is written into any source, also not by a job at work. Needs the role ADMIN.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: StopWritebackInput, required: true, description: 'Why.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await stopWriteback(app, viewer, input.reason), { stopped: null })
    },
  }),
  allowWriteback: t.field({
    type: stopPayload('AllowWritebackPayload', 'allowWriteback'),
    description:
      'Ends stopWriteback. Connections that were on are on again; no plan goes on by itself. Needs the role ADMIN.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: AllowWritebackInput, required: true, description: 'Why.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await allowWriteback(app, viewer, input.reason), { stopped: null })
    },
  }),
}))

const PlanWritebackInput = builder.inputType('PlanWritebackInput', {
  description: 'What to plan.',
  fields: (t) => ({
    connectionId: t.id(connectionIdField),
    periodId: t.id({ description: 'Only answers about this ReportingPeriod. Left out: all that are not written yet.' }),
  }),
})

const ApplyWritebackInput = builder.inputType('ApplyWritebackInput', {
  description: 'Which plan to apply.',
  fields: (t) => ({
    planId: t.id({ required: true, description: 'Id of the WritebackPlan.' }),
    expectedCount: t.int({
      required: true,
      description: 'How many writes you have seen planned; when there are more or fewer by now, it is refused.',
    }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

builder.mutationFields((t) => ({
  planWriteback: t.field({
    type: payload<{ planId: string | null }>('PlanWritebackPayload', 'Answer of planWriteback.', (f) => ({
      plan: f.prismaField({
        type: WritebackPlan,
        nullable: true,
        description: 'The plan; null when refused. The root field writebacks has its writes.',
        resolve: (query, { planId }, _args, { db }) =>
          planId === null ? null : db.writebackPlan.findFirst({ ...query, where: { id: planId } }),
      }),
    })),
    description:
      'Shows what would be written where, with what is there now and what would be. Nothing is sent to the source. Takes the place of ' +
      'the plan before it. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: PlanWritebackInput, required: true, description: 'What to plan.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const periodId = input.periodId ? idOf('ReportingPeriod', input.periodId, ['input', 'periodId']) : null
      const outcome = await planWriteback(app, viewer, { connectionId: connectionIdOf(input.connectionId), periodId })
      return answer(outcome, { planId: null })
    },
  }),
  applyWriteback: t.field({
    type: operationPayload('ApplyWritebackPayload', 'applyWriteback'),
    description:
      'Starts to write what a plan holds into the source, and nothing else. It may be cancelled, stopped or cut off at any point and ' +
      'asked for again: nothing is written twice. Counts of the operation: WRITTEN, SKIPPED, FAILED. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: ApplyWritebackInput, required: true, description: 'Which plan.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await applyWriteback(app, viewer, {
        planId: idOf('WritebackPlan', input.planId, ['input', 'planId']),
        expectedCount: input.expectedCount,
        idempotencyKey: input.idempotencyKey ?? null,
      })
      return answer(outcome, noOperation)
    },
  }),
}))
