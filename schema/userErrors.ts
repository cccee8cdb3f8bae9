/** What mutations answer when they refuse: data, not GraphQL errors, so that a form can show it beside its field. */
import { builder } from './builder.ts'

export interface UserErrorShape {
  /** Concrete type; InvalidInput when absent. */
  type?: 'InvalidInput' | 'Refused' | 'Missing' | 'PresetProblem' | 'DraftChanged' | 'AccountNumberChange'
  /** Stable, for programs: `NAME_TAKEN`. */
  code: string
  /** For people: what is wrong and how to mend it. */
  message: string
  /** Path of the input value: `['input', 'settings', 'baseUrl']`; empty when it is about no single value. */
  path: string[]
}

export const UserError = builder.interfaceRef<UserErrorShape>('UserError').implement({
  description: 'Why a mutation did not do what was asked. Nothing was changed.',
  resolveType: (error) => error.type ?? 'InvalidInput',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable code, for programs: `NAME_TAKEN`.' }),
    message: t.exposeString('message', { description: 'What is wrong and how to mend it, for people.' }),
    path: t.exposeStringList('path', {
      description: 'The input value it is about, as a path of names; empty when it is about none alone.',
    }),
  }),
})

const kinds = {
  InvalidInput: 'An input value is wrong.',
  Refused: 'The input is right, but the state of things does not allow it: a name is taken, a run is active.',
  Missing: 'Something that the input names does not exist in this organization.',
}
for (const [name, description] of Object.entries(kinds)) {
  builder.objectRef<UserErrorShape>(name).implement({ description, interfaces: [UserError] })
}

type PayloadShape<Shape> = Shape & { userErrors: UserErrorShape[] }
type PayloadRef<Shape> = ReturnType<typeof builder.objectRef<PayloadShape<Shape>>>
type Fields<Shape> = NonNullable<Parameters<PayloadRef<Shape>['implement']>[0]['fields']>

/**
 * Payload type of a mutation: its own (nullable) fields, and `userErrors`.
 *
 * @example
 * const CreateFurnisherPayload = payload<{ furnisher: FurnisherRow | null }>(
 *   'CreateFurnisherPayload', 'Answer of createFurnisher.',
 *   (t) => ({ furnisher: t.field({ type: FurnisherRef, nullable: true, description: '…', resolve: (p) => p.furnisher }) }),
 * )
 */
export function payload<Shape extends object>(name: string, description: string, fields: Fields<Shape>) {
  return builder.objectRef<PayloadShape<Shape>>(name).implement({
    description,
    fields: (t) => ({
      ...fields(t),
      userErrors: t.field({
        type: [UserError],
        description: 'Why it was not done; empty when it was.',
        resolve: (answer) => answer.userErrors,
      }),
    }),
  })
}
