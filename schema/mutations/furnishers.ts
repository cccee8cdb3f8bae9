import { createFurnisher, updateFurnisher } from '../../server/furnishers/service.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { Furnisher } from '../types/furnisher.ts'
import { payload } from '../userErrors.ts'
import { answer, given, idempotencyKeyDescription } from './answers.ts'

interface Changed {
  furnisherId: string | null
}

const nothing: Changed = { furnisherId: null }

function furnisherPayload(name: string, mutation: string) {
  return payload<Changed>(name, `Answer of ${mutation}.`, (t) => ({
    furnisher: t.prismaField({
      type: Furnisher,
      nullable: true,
      description: 'The furnisher as it stands now; null when refused.',
      resolve: (query, { furnisherId }, _args, { db }) =>
        furnisherId === null ? null : db.furnisher.findFirst({ ...query, where: { id: furnisherId } }),
    }),
  }))
}

const about = {
  name: 'Reporter name (header field 12): at most 40 characters of plain ASCII; unique in the organization.',
  address: 'Reporter address in one line (header field 13): at most 96 characters of plain ASCII.',
  telephoneNumber: 'Ten digits with area code (header field 14). Blanks, dashes and parentheses are dropped.',
  identificationNumber:
    'Identification number (base field 5) as agreed with the bureaus: 5 to 20 letters and digits, not all zeros or nines. Stored in upper case.',
  innovis: 'Given by Innovis (header field 4), at most 10 letters and digits; empty when there is none.',
  equifax: 'Given by Equifax (header field 5), at most 10 letters and digits; empty when there is none.',
  experian: 'Given by Experian (header field 6), at most 5 letters and digits; empty when there is none.',
  transunion: 'Given by TransUnion (header field 7), at most 10 letters and digits; empty when there is none.',
}

const CreateFurnisherInput = builder.inputType('CreateFurnisherInput', {
  description: 'A new furnisher.',
  fields: (t) => ({
    name: t.string({ required: true, description: about.name }),
    address: t.string({ required: true, description: about.address }),
    telephoneNumber: t.string({ required: true, description: about.telephoneNumber }),
    identificationNumber: t.string({ required: true, description: about.identificationNumber }),
    innovisProgramIdentifier: t.string({ description: about.innovis }),
    equifaxProgramIdentifier: t.string({ description: about.equifax }),
    experianProgramIdentifier: t.string({ description: about.experian }),
    transunionProgramIdentifier: t.string({ description: about.transunion }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

const UpdateFurnisherInput = builder.inputType('UpdateFurnisherInput', {
  description: 'Changes of a furnisher. What is left out stays as it is.',
  fields: (t) => ({
    furnisherId: t.id({ required: true, description: 'Which furnisher.' }),
    name: t.string({ description: about.name }),
    address: t.string({ description: about.address }),
    telephoneNumber: t.string({ description: about.telephoneNumber }),
    identificationNumber: t.string({ description: about.identificationNumber }),
    innovisProgramIdentifier: t.string({ description: about.innovis }),
    equifaxProgramIdentifier: t.string({ description: about.equifax }),
    experianProgramIdentifier: t.string({ description: about.experian }),
    transunionProgramIdentifier: t.string({ description: about.transunion }),
    confirmIdentificationNumberChange: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Needed to change the identification number once there are records: it stands in every one of them, and bureaus take another number for another account.',
    }),
  }),
})

builder.mutationField('createFurnisher', (t) =>
  t.field({
    type: furnisherPayload('CreateFurnisherPayload', 'createFurnisher'),
    description: 'Makes a furnisher: who reports to the bureaus. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: CreateFurnisherInput, required: true, description: 'The furnisher.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await createFurnisher(app, viewer, {
        name: input.name,
        address: input.address,
        telephoneNumber: input.telephoneNumber,
        identificationNumber: input.identificationNumber,
        innovisProgramIdentifier: input.innovisProgramIdentifier ?? '',
        equifaxProgramIdentifier: input.equifaxProgramIdentifier ?? '',
        experianProgramIdentifier: input.experianProgramIdentifier ?? '',
        transunionProgramIdentifier: input.transunionProgramIdentifier ?? '',
        idempotencyKey: input.idempotencyKey ?? null,
      })
      return answer(outcome, nothing)
    },
  }),
)

builder.mutationField('updateFurnisher', (t) =>
  t.field({
    type: furnisherPayload('UpdateFurnisherPayload', 'updateFurnisher'),
    description:
      'Changes a furnisher. Records take over a new identification number with the next sync. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: UpdateFurnisherInput, required: true, description: 'What changes.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await updateFurnisher(app, viewer, {
        furnisherId: idOf('Furnisher', input.furnisherId, ['input', 'furnisherId']),
        name: given(input.name),
        address: given(input.address),
        telephoneNumber: given(input.telephoneNumber),
        identificationNumber: given(input.identificationNumber),
        innovisProgramIdentifier: given(input.innovisProgramIdentifier),
        equifaxProgramIdentifier: given(input.equifaxProgramIdentifier),
        experianProgramIdentifier: given(input.experianProgramIdentifier),
        transunionProgramIdentifier: given(input.transunionProgramIdentifier),
        confirmIdentificationNumberChange: input.confirmIdentificationNumberChange,
      })
      return answer(outcome, nothing)
    },
  }),
)
