import type { Failure as FailureShape } from '../../server/sync/events.ts'
import { builder } from '../builder.ts'

export const Failure = builder.objectRef<FailureShape>('Failure').implement({
  description: 'Why something ended or was paused, and what to do.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable code, for programs.' }),
    message: t.exposeString('message', { description: 'What happened.' }),
    hint: t.exposeString('hint', { description: 'What to change.' }),
  }),
})
