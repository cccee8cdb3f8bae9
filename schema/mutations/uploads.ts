import { deleteUpload } from '../../server/uploads/remove.ts'
import { builder } from '../builder.ts'
import { encodeId, idOf } from '../ids.ts'
import { payload } from '../userErrors.ts'
import { answer } from './answers.ts'

const DeleteUploadInput = builder.inputType('DeleteUploadInput', {
  description: 'Which upload to delete.',
  fields: (t) => ({ uploadId: t.id({ required: true, description: 'Id of the Upload.' }) }),
})

const DeleteUploadPayload = payload<{ uploadId: string | null }>(
  'DeleteUploadPayload',
  'Answer of deleteUpload.',
  (t) => ({
    deletedUploadId: t.id({
      nullable: true,
      description: 'Id of what was deleted; null when refused.',
      resolve: ({ uploadId }) => (uploadId === null ? null : encodeId('Upload', uploadId)),
    }),
  }),
)

builder.mutationField('deleteUpload', (t) =>
  t.field({
    type: DeleteUploadPayload,
    description: 'Deletes an uploaded file before its time. Work that is reading it fails. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: DeleteUploadInput, required: true, description: 'Which upload.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const uploadId = idOf('Upload', input.uploadId, ['input', 'uploadId'])
      return answer(await deleteUpload(app, viewer, uploadId), { uploadId: null })
    },
  }),
)
