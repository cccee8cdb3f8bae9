import { createFile } from '../../server/reporting/files/create.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { FileBureau, LineEnding, Metro2File } from '../types/metro2File.ts'
import { payload } from '../userErrors.ts'
import { answer, idempotencyKeyDescription } from './answers.ts'

const CreateFileInput = builder.inputType('CreateFileInput', {
  description: 'Which file to write.',
  fields: (t) => ({
    periodId: t.id({ required: true, description: 'Id of the ReportingPeriod; it must be closed.' }),
    bureau: t.field({ type: FileBureau, required: true, defaultValue: 'ALL', description: 'Whom it is for.' }),
    lineEnding: t.field({ type: LineEnding, required: true, defaultValue: 'LF', description: 'What ends its lines.' }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

const CreateFilePayload = payload<{ fileId: string | null }>('CreateFilePayload', 'Answer of createFile.', (t) => ({
  file: t.prismaField({
    type: Metro2File,
    nullable: true,
    description: 'The file, and in it the operation that writes it; null when refused.',
    resolve: (query, { fileId }, _args, { db }) =>
      fileId === null ? null : db.metro2File.findFirst({ ...query, where: { id: fileId } }),
  }),
}))

builder.mutationField('createFile', (t) =>
  t.field({
    type: CreateFilePayload,
    description:
      'Starts to write the file of a closed period; `operationProgress` tells how far it is. Where the same file is there ' +
      'already, that is the answer. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: CreateFileInput, required: true, description: 'Which file.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await createFile(app, viewer, {
        periodId: idOf('ReportingPeriod', input.periodId, ['input', 'periodId']),
        bureau: input.bureau,
        lineEnding: input.lineEnding,
        idempotencyKey: input.idempotencyKey ?? null,
      })
      return answer(outcome, { fileId: null })
    },
  }),
)
