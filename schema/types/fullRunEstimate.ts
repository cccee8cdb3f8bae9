import type { FullRunEstimate as FullRunEstimateShape } from '../../server/schedule/estimate.ts'
import { builder } from '../builder.ts'

export const FullRunEstimate = builder.objectRef<FullRunEstimateShape>('FullRunEstimate').implement({
  description:
    'What reading every loan will take: an estimate from the last time, or from what the source told the check.',
  fields: (t) => ({
    loans: t.exposeInt('loans', { description: 'Loans that are known, or that the source says it has.' }),
    requests: t.exposeInt('requests', { description: 'Requests to the source.' }),
    seconds: t.exposeInt('seconds', {
      description: 'How long, at the requests a second of the connection, or as slowly as the last complete read went.',
    }),
  }),
})
